import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { localAnswers } from '../../../src/proxy/request/answer/local-answers.ts'
import { failureAnswers } from '../../../src/proxy/request/answer/upstream-failures.ts'
import { refusals } from '../../../src/proxy/sockets/refusal.ts'
import { matchesIn, root, sources } from './sources.ts'

const page = await readFile(join(root, 'docs/reference/local-answers.md'), 'utf8')

test('every answer in the tables of the proxy is on the page', (t) => {
  for (const { status, sentence } of Object.values({ ...localAnswers, ...failureAnswers })) {
    const row = page.split('\n').find((line) => line.includes(`| ${sentence} |`)) ?? ''
    t.true(row.startsWith(`| ${status} |`), sentence)
    t.regex(row, /\| [A-Z][^|]+ \|$/, `${sentence} has no meaning`)
  }
  for (const [reason, [status, says]] of Object.entries(refusals))
    t.true(page.includes(`| ${status} | \`${reason}\` | ${says} |`), reason)
})

test('every status that the proxy writes by itself is on the page', async (t) => {
  const written = matchesIn(
    await sources('src/proxy'),
    /(?:\bstatus: |statusCode = |status: \w+ \? |writeHead\()([2-5]\d\d)(?: : (\d{3}))?/g,
  ).flatMap(([, one = '', other = one]) => [one, other])
  t.true(written.length > 20)
  for (const status of new Set(written)) t.regex(page, new RegExp(`\\b${status}\\b`), status)
})
