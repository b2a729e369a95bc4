// What an npm package of Rauta would carry (`npm pack`): what runs, and what is applied.
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { runCommand } from '../tools/run-command.ts'
import { isRunning } from './image/app-entries.ts'

const root = join(import.meta.dirname, '..')
const answer = await runCommand('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  cwd: root,
})
// A list, or by name: npm's versions differ.
const [packed] = Object.values<{ readonly files: readonly { readonly path: string }[] }>(
  JSON.parse(answer),
)
const paths = packed!.files.map(({ path }) => path).toSorted()

test('of src it has the files that run, as the image has, and no test or test tool', async (t) => {
  const sources = await Array.fromAsync(
    glob('src/{main.js,**/*.{ts,generated.json}}', { cwd: root }),
  )
  t.deepEqual(
    paths.filter((path) => path.startsWith('src/')),
    sources.filter(isRunning).toSorted(),
  )
})

test('beside src it has manifests to apply, and the texts that users look for', (t) => {
  const others = paths.filter((path) => !path.startsWith('src/'))
  const manifest = /^deploy\/(?:(?:base|examples|overlays|proxy-pod)\/.+|rauta-\w+)\.yaml$/
  t.deepEqual(
    others.filter((path) => !manifest.test(path)),
    ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'deploy/README.md', 'package.json'],
  )
  for (const mode of ['daemonset', 'pool', 'service'])
    t.true(others.includes(`deploy/rauta-${mode}.yaml`))
  t.true(others.includes('deploy/base/kustomization.yaml'))
})
