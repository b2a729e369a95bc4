import test from 'ava'
import { rewriteReadme, strayExcerpts } from './readme-blocks.ts'

const page = `# Page
<!-- requests -->
old
<!-- end -->
\`\`\`console
$ npx rauta check -f x
old
\`\`\`
`

const requests = [
  {
    what: 'The fact',
    url: 'http://a.example/',
    headers: { 'x-one': '1' },
    expect: { status: 200, backend: 'shop/cart', headers: { 'x-two': null } },
  },
]

test('the table and the outputs of a page are written anew, the rest is kept', async (t) => {
  const run = async (command: string): Promise<string> =>
    `✘ ran ${command}\n\n✔ fine\n\n2 objects\n`
  const rewritten = await rewriteReadme(page, requests, run)
  t.is(
    rewritten,
    `# Page
<!-- requests -->
| request | answer | |
| --- | --- | --- |
| \`GET http://a.example/\`, \`x-one: 1\` | 200 from \`shop/cart\`<br>no \`x-two\` | The fact |
<!-- end -->
\`\`\`console
$ npx rauta check -f x
✘ ran check -f x

… (objects with nothing wrong)

2 objects
\`\`\`
`,
  )
  t.is(await rewriteReadme(rewritten, requests, run), rewritten)
})

test('an excerpt may stand at another depth, but must be in a manifest', (t) => {
  const manifest = 'spec:\n  rules:\n    - name: a\n      port: 80\n'
  const excerpt = (yaml: string): string => `\`\`\`yaml\n${yaml}\n\`\`\``
  t.deepEqual(strayExcerpts(excerpt('- name: a\n  port: 80'), [manifest]), [])
  t.deepEqual(strayExcerpts(excerpt('rules:\n  - name: a'), [manifest]), [])
  t.is(strayExcerpts(excerpt('- name: a\n  port: 81'), [manifest]).length, 1)
  t.is(strayExcerpts(excerpt('- name: a\nport: 80'), [manifest]).length, 1)
})
