import test from 'ava'
import { noColours } from './colours.ts'
import { createObserver, silentLog } from '../create-observer.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { streamJson, streamText } from './stream-line.ts'
import type { StreamRecord } from './stream-record.ts'
import { goodRecord, goodStream } from '../../testing/observe/record.ts'

test('a stream is one JSON line with all that is known of it', (t) => {
  const line = streamJson(goodStream)
  t.deepEqual(JSON.parse(line), { level: 'info', message: 'stream', ...goodStream })
})

test('a person sees time, protocol, name, rule, endpoint, bytes and duration', (t) => {
  t.is(
    streamText(goodStream, noColours),
    '03:04:05.678 TLS db.test → tlsroute/shop/db/rule/0 → 10.0.0.7:5432 received 5 sent 80 3.1 s',
  )
  const { rule: _rule, endpoint: _endpoint, serverName: _name, ...unrouted } = goodStream
  const failed: StreamRecord = { ...unrouted, protocol: 'TCP', flags: ['no-rule'], error: 'none' }
  t.is(
    streamText(failed, noColours),
    '03:04:05.678 TCP 192.0.2.7 → gateway/shop/web/listener/tls received 5 sent 80 3.1 s no-rule (none)',
  )
})

const evil = '\n\r\u0000\u001b[31m\u0085\u2028\u202e"\\'

for (const field of ['serverName', 'error'] as const) {
  test(`a ${field} of a hostile client stays one printable line`, (t) => {
    const record: StreamRecord = { ...goodStream, [field]: evil }
    const json = streamJson(record)
    t.is(JSON.parse(json)[field], evil)
    t.regex(json, /^[\u0020-\u007e]*$/)
    t.regex(streamText(record, noColours), /^[\u0020-\u007e→]*$/)
  })
}

for (const [accessLog, expected] of [
  ['json', [/"message":"request"/, /"message":"stream"/]],
  ['text', [/^03:04:05.678 200 GET/, /^03:04:05.678 TLS/]],
  ['off', []],
] as const) {
  test(`the access log ${accessLog} has requests and streams alike, and both are counted`, async (t) => {
    const written: string[] = []
    const metrics = createMetrics()
    const lines = { write: (line: string) => void written.push(line) }
    const observer = createObserver({ log: silentLog, accessLog, lines, metrics })
    observer.onRequest(goodRecord)
    observer.onStream(goodStream)
    t.is(written.length, expected.length)
    for (const [index, pattern] of expected.entries()) t.regex(written[index]!, pattern)
    const text = await metrics.text()
    t.regex(text, /^rauta_requests_total\{.* 1$/m)
    t.regex(text, /^rauta_streams_total\{.* 1$/m)
  })
}
