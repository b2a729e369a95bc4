import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { dependencyEntries, isKept } from './dependency-entries.ts'

const kept = [
  'index.js',
  'lib/index.cjs',
  'dist/parse.mjs',
  'data.json',
  'package.json',
  'LICENSE',
  'LICENCE.md',
  'docs/LICENSE',
  'NOTICE',
  'dist/doc/directives.js',
  'dist/test-events.js',
]
const leftOut = [
  'README.md',
  'index.d.ts',
  'index.js.map',
  'src/index.ts',
  'test/index.js',
  'tests.js',
  'bench.js',
  'lib/parse.test.js',
  'dist/config_test.js',
  'docs/site.js',
  'prebuilds/linux-x64/addon.json',
]

test('of a package it keeps what Node loads, and licences', (t) => {
  t.deepEqual([...kept, ...leftOut].filter(isKept), kept)
})

test('a package that is missing, or not what the lock file says, is one sentence', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'rauta-packages-'))
  t.teardown(() => rm(root, { recursive: true }))
  const packages = { '': {}, 'node_modules/a': { version: '1.0.0' } }
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages }))
  await t.throwsAsync(dependencyEntries(root), {
    message: 'node_modules/a is missing, package-lock.json says 1.0.0: run npm ci',
  })
  await mkdir(join(root, 'node_modules/a'), { recursive: true })
  await writeFile(join(root, 'node_modules/a/package.json'), '{"version":"1.0.1"}')
  await t.throwsAsync(dependencyEntries(root), {
    message: 'node_modules/a is 1.0.1, package-lock.json says 1.0.0: run npm ci',
  })
})
