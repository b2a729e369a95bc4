import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'

test('no other file lists the headers of one connection; who says more of some takes the list from here', async (t) => {
  const src = join(import.meta.dirname, '..')
  const lists: string[] = []
  for await (const path of glob('**/*.ts', { cwd: src })) {
    if (path.endsWith('.test.ts') || path.startsWith('testing/')) continue
    const source = await readFile(join(src, path), 'utf8')
    if (/import \{ (?:connectionHeaders|ofOneHop) \}/.test(source)) continue
    if (source.includes("'keep-alive'") && source.includes("'transfer-encoding'")) lists.push(path)
  }
  t.deepEqual(lists, ['snapshot/connection-headers.ts'])
})
