import test from 'ava'
import { accessJson, accessText } from './access-line.ts'
import type { AccessRecord } from './access-record.ts'
import { noColours } from './colours.ts'
import { goodRecord } from '../../testing/observe/record.ts'

const evil = '\n\r\u0000\u001b[31m\u0085\u009b0m\u007f\u2028\u202e"\\'

test('a request is one JSON line with all that is known of it', (t) => {
  const line = accessJson(goodRecord)
  t.deepEqual(JSON.parse(line), { level: 'info', message: 'request', ...goodRecord })
})

test('a person sees time, status, request, rule, endpoint and duration', (t) => {
  t.is(
    accessText(goodRecord, noColours),
    '03:04:05.678 200 GET shop.test:8080/cart?a=b → httproute/shop/cart/rule/0 → 10.0.0.7:8080 3.1 ms',
  )
  const { rule: _rule, endpoint: _endpoint, ...unmatched } = goodRecord
  const failed = { ...unmatched, status: 404, flags: ['no-rule' as const], error: 'no rule' }
  t.is(
    accessText(failed, noColours),
    '03:04:05.678 404 GET shop.test:8080/cart?a=b 3.1 ms no-rule (no rule)',
  )
})

test('of gRPC a person sees both statuses', (t) => {
  t.regex(accessText({ ...goodRecord, grpcStatus: 14 }, noColours), /^03:04:05\.678 200\/14 GET /)
})

const fromClients = ['method', 'authority', 'target', 'userAgent', 'requestId', 'error'] as const

for (const field of fromClients) {
  test(`a ${field} of a hostile client stays one printable line`, (t) => {
    const record: AccessRecord = { ...goodRecord, [field]: evil }
    const json = accessJson(record)
    t.is(JSON.parse(json)[field], evil)
    t.regex(json, /^[\u0020-\u007e]*$/)
    t.regex(accessText(record, noColours), /^[\u0020-\u007e→]*$/)
  })
}
