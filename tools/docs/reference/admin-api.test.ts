import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { matchesIn, root, sources } from './sources.ts'

const page = await readFile(join(root, 'docs/reference/admin-api.md'), 'utf8')

test('every path of the admin and health servers is on the page', async (t) => {
  const code = [...(await sources('src/observe/servers')), ...(await sources('src/gateway/admin'))]
  const paths = matchesIn(code, /(?:path: |page\(\s*)'(\/\w+)'/g).map(([, path = '']) => path)
  t.true(paths.includes('/snapshot') && paths.includes('/explain') && paths.includes('/readyz'))
  for (const path of paths) t.true(page.includes(`| \`${path}\` |`), path)
})
