// The comparison itself: a gateway that does something else is found out.
import test from 'ava'
import { BothWays } from './both-ways.ts'
import type { DifferentialCase } from './case.ts'

const host = 'Host: a.test\r\n'
const get = `GET / HTTP/1.1\r\n${host}\r\n`

test('a gateway with other limits is found out, and otherwise two are the same', async (t) => {
  await using both = await BothWays.start(
    { http1: 'reference' },
    { http1: 'reference', limits: { headerCount: 3, pipelined: 1 } },
  )
  const same: readonly DifferentialCase[] = [
    { what: 'a request', send: [get] },
    { what: 'by TLS', send: [get], isSecure: true },
    { what: 'cut', send: [`POST / HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\na`] },
    { what: 'in pieces', send: [...get], isPatient: true },
    { what: 'an answer that never ends', send: [get], answers: [{ pieces: ['HTTP/1.1 200 OK'] }] },
  ]
  const others: readonly DifferentialCase[] = [
    { what: 'headers', send: [`GET / HTTP/1.1\r\n${host}a: 1\r\nb: 2\r\nc: 3\r\n\r\n`] },
    { what: 'pipelined', send: [get.repeat(10)] },
  ]
  const isEqual = (await both.compare([...same, ...others])).map(
    ({ reference, direct }) => reference === direct,
  )
  t.deepEqual(isEqual, [...same.map(() => true), ...others.map(() => false)])
})

test('what is seen: the client, the endpoint, the record', async (t) => {
  await using both = await BothWays.start({ http1: 'reference' }, { http1: 'reference' })
  const answers = [
    {
      pieces: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n', '1\r\nb\r\n'],
      isPatient: true,
      closes: 'reset' as const,
    },
  ]
  // More than is read before an endpoint is chosen.
  const chunk = `11170\r\n${'x'.repeat(0x11170)}\r\n`
  const upload = `POST /x HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${chunk}`
  const [seen] = await both.compare([{ what: 'a cut answer', send: [upload], answers }])
  const [cut] = await both.compare([{ what: 'a cut answer', send: [get], answers }])
  t.regex(seen?.reference ?? '', /^--- endpoint\nPOST \/x HTTP\/1\.1$/m)
  t.regex(seen?.reference ?? '', /^\(cut, 70000 bytes\)$/m)
  t.regex(cut?.reference ?? '', /^--- client\n\(closed after bytes\)/)
  t.regex(cut?.reference ?? '', /^HTTP\/1\.1 200 OK$/m)
  t.regex(cut?.reference ?? '', /^\(cut, 2 bytes\)\n"ab"$/m)
  t.regex(cut?.reference ?? '', /"flags":\["response-cut"\]/)
})
