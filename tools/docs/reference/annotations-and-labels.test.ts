import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { keysRead, keysWritten, otherNames } from './annotations-and-labels.ts'
import { matchesIn, root, sources } from './sources.ts'

const page = await readFile(join(root, 'docs/reference/annotations-and-labels.md'), 'utf8')

test('every name with a domain in the code is on the page, and no other', async (t) => {
  const code = await sources('src')
  const names = matchesIn(code, /['"`]([a-z0-9.-]+\.(?:io|dev)\/[A-Za-z][\w./-]*)['"`]/g)
    .map(([, name = '']) => name)
    .filter((name) => !/\/v\d\w*$/.test(name))
  const prefixed = matchesIn(code, /`\$\{group\}\/([a-z-]+)`/g).map(
    ([, name]) => `gateway.networking.k8s.io/${name}`,
  )
  const listed = [...keysRead, ...keysWritten, ...otherNames].map(({ key }) => key)
  t.deepEqual([...new Set([...names, ...prefixed])].toSorted(), listed.toSorted())
  for (const key of listed) t.true(page.includes(`| \`${key}\` |`), key)
})
