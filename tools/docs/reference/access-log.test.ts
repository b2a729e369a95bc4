import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { accessJson } from '../../../src/observe/log/access-line.ts'
import { streamJson } from '../../../src/observe/log/stream-line.ts'
import { accessFlags } from '../../../src/observe/log/access-record.ts'
import { streamFlags } from '../../../src/observe/log/stream-record.ts'
import { fieldsOf } from './fields-of.ts'
import { fullRequest, fullStream } from './full-records.ts'
import { root } from './sources.ts'

const page = await readFile(join(root, 'docs/reference/access-log.md'), 'utf8')

const requests = page.slice(page.indexOf('## Requests'), page.indexOf('## Streams'))
const streams = page.slice(page.indexOf('## Streams'))

for (const [part, text, line] of [
  ['a request', requests, accessJson(fullRequest)],
  ['a stream', streams, streamJson(fullStream)],
] as const)
  test(`every field of the line of ${part} is on the page`, (t) => {
    const { level, message, ...fields } = JSON.parse(line) as Record<string, unknown>
    t.is(level, 'info')
    t.true(text.includes(`"message":"${String(message)}"`))
    for (const field of Object.keys(fields)) t.regex(text, new RegExp(`^\\| \`${field}\` \\|`, 'm'))
  })

test('every field has a meaning', async (t) => {
  const fields = [
    ...(await fieldsOf('src/observe/log/access-record.ts', 'AccessRecord')),
    ...(await fieldsOf('src/observe/log/stream-record.ts', 'StreamRecord')),
  ]
  t.is(fields.length, Object.keys(fullRequest).length + Object.keys(fullStream).length)
  t.deepEqual(
    fields.filter(({ meaning }) => meaning === ''),
    [],
  )
})

test('every flag is on the page', (t) => {
  for (const flag of Object.keys(accessFlags)) t.true(requests.includes(`| \`${flag}\` |`), flag)
  for (const flag of Object.keys(streamFlags)) t.true(streams.includes(`| \`${flag}\` |`), flag)
})
