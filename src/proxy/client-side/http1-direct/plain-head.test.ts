import test from 'ava'
import * as fc from 'fast-check'
import { endToEndHeaders } from '../../endpoint-side/end-to-end-headers.ts'
import { announcedMethod } from '../../filters/cors.ts'
import { withForwardingHeaders } from '../../filters/forwarding-headers.ts'
import { incomplete } from '../../http1-bytes/field-lines.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { readHttp1Head } from '../http1-express/http1-head.ts'
import { forwardingLinesOf } from '../direct-exchange/forwarding-lines.ts'
import { plainEndpointHead } from './plain-endpoint-head.ts'
import { notPlain, plainHead, readPlainHead } from './plain-head.ts'
import { plainRequestOf } from './plain-request.ts'

const usual = 'Host: shop.example\r\n'

function read(text: string): number {
  const bytes = Buffer.from(text, 'latin1')
  return readPlainHead(bytes, bytes.length)
}

const plain = test.macro({
  exec(t, text: string, expected: Partial<typeof plainHead>) {
    t.is(read(text), text.length)
    t.like(plainHead, expected)
  },
  title: (_title, text) => `plain: ${JSON.stringify(text)}`,
})

test(plain, `GET / HTTP/1.1\r\n${usual}\r\n`, { method: 'GET', length: -1, isChunked: false })
test(plain, `POST /a?b HTTP/1.1\r\n${usual}Content-Length: 5\r\n\r\n`, { length: 5 })
test(plain, `PUT /a HTTP/1.1\r\n${usual}transfer-ENCODING: Chunked\r\n\r\n`, { isChunked: true })
test(plain, `PUT /a HTTP/1.1\r\n${usual}Trailer: a\r\nTransfer-Encoding: chunked\r\n\r\n`, {
  isChunked: true,
})
test(plain, `GET / HTTP/1.1\r\n${usual}Connection: Close\r\n\r\n`, { isLast: true })
test(plain, `GET / HTTP/1.1\r\n${usual}Connection: keep-alive\r\n\r\n`, { isLast: false })
test(plain, `GET /a%20b HTTP/1.1\r\n${usual}\r\n`, { isTargetOdd: true })
test(plain, `GET /a/../b HTTP/1.1\r\n${usual}\r\n`, { isTargetOdd: true })
test(plain, `GET /a.b HTTP/1.1\r\n${usual}\r\n`, { isTargetOdd: false })
test(plain, `GET / HTTP/1.1\r\n${usual}CDN-Loop: rauta\r\n\r\n`, { hasPassed: true })

const odd: readonly string[] = [
  `GET / HTTP/1.0\r\n${usual}\r\n`,
  `GET / HTTP/1.2\r\n${usual}\r\n`,
  `GET  / HTTP/1.1\r\n${usual}\r\n`,
  `GET http://shop.example/ HTTP/1.1\r\n${usual}\r\n`,
  `OPTIONS * HTTP/1.1\r\n${usual}\r\n`,
  `CONNECT shop.example:443 HTTP/1.1\r\n${usual}\r\n`,
  `TRACE / HTTP/1.1\r\n${usual}\r\n`,
  `get / HTTP/1.1\r\n${usual}\r\n`,
  `GET /a#b HTTP/1.1\r\n${usual}\r\n`,
  `GET /a\\b HTTP/1.1\r\n${usual}\r\n`,
  `GET /\xe4 HTTP/1.1\r\n${usual}\r\n`,
  `GET / HTTP/1.1\n${usual}\n`,
  `\r\nGET / HTTP/1.1\r\n${usual}\r\n`,
  'GET / HTTP/1.1\r\nAccept: */*\r\n\r\n',
  `GET / HTTP/1.1\r\n${usual}${usual}\r\n`,
  ...[
    'Content-Length: 1\r\nContent-Length: 1',
    'Content-Length: +1',
    'Content-Length: 1, 1',
    'Content-Length: 0x1',
    'Content-Length: ',
    'Content-Length: 1234567890123456',
    'Content-Length: 1\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Transfer-Encoding: chunked;q=1',
    'Transfer-Encoding: \x0bchunked',
    'Transfer-Encoding : chunked',
    'Transfer_Encoding: chunked',
    'X_Forwarded_For: 1',
    'Connection: upgrade',
    'Connection: close, x-a',
    'Upgrade: websocket',
    'Expect: 100-continue',
    'TE: trailers',
    'Trailer: x',
    'HTTP2-Settings: x',
    'Cookie: a=1\r\nCookie: b=2',
    ' folded: x',
    'A: b\r\n c',
    'A: b\nC: d',
    'A: b\rC: d',
    'A: b\x00c',
    ': x',
    'A',
    'A b: c',
  ].map((line) => `GET / HTTP/1.1\r\n${usual}${line}\r\n\r\n`),
]

for (const text of odd) {
  test(`left to the reference way: ${JSON.stringify(text)}`, (t) => {
    t.is(read(text), notPlain)
    // Never earlier as plain, and never waited for once it can be told.
    for (let size = 0; size < text.length; size++)
      t.true([incomplete, notPlain].includes(read(text.slice(0, size))))
  })
}

const token = fc.string({
  unit: fc.constantFrom(..."abcXYZ019-!#$%&*+.^|~`'".split('')),
  minLength: 1,
  maxLength: 12,
})
const name = fc.oneof(
  token,
  fc.constantFrom(
    'accept',
    'Cookie',
    'User-Agent',
    'X-Request-ID',
    'x-request-id',
    'Keep-Alive',
    'CDN-Loop',
    'X-Forwarded-For',
    'x-forwarded-host',
    'Forwarded',
    'X-Real-IP',
    'Proxy-Connection',
    'Proxy-Authorization',
    'Connection',
    'Content-Length',
    'Transfer-Encoding',
    'Host',
    'TE',
  ),
)
const value = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab \t,;="/*é'.split('')), maxLength: 12 }),
  fc.constantFrom('close', 'keep-alive', 'chunked', '3', '0', 'shop.example', 'x'),
)
const spaces = fc.constantFrom('', ' ', '  ', '\t', ' \t ')
const line = fc.record({ name, value, before: spaces, behind: spaces })
const target = fc.oneof(
  fc.webPath().map((path) => path || '/'),
  fc.constantFrom('/', '/a/./b', '/a/../b', '/%2e%2E/a', '/a%2fb', '/%zz', '/a?b=%20&c', '/[x]|y'),
)
const head = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS'),
  target,
  lines: fc.array(line, { maxLength: 6 }),
})

type Head = typeof head extends fc.Arbitrary<infer One> ? One : never

function written({ method, target: asked, lines }: Head): string {
  const all = lines.map((one) => `${one.name}:${one.before}${one.value}${one.behind}\r\n`)
  return `${method} ${asked} HTTP/1.1\r\n${usual}${all.join('')}\r\n`
}

function trimmed(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '')
}

test('what is plain is judged as the reference way judges it, and its endpoint gets the same', (t) => {
  let plainOnes = 0
  const check = fc.property(head, (one) => {
    const text = written(one)
    if (read(text) !== text.length) return
    const request = plainRequestOf(text, 'http')
    const rawHeaders = [
      'Host',
      'shop.example',
      ...one.lines.flatMap((each) => [each.name, trimmed(each.before + each.value + each.behind)]),
    ]
    const judged = readHttp1Head({
      method: one.method,
      url: one.target,
      httpVersion: '1.1',
      rawHeaders,
      scheme: 'http',
      localAuthority: '',
      headerCount: 200,
    })
    if (request === undefined) return void t.is(judged.type, 'refusal')
    plainOnes++
    if (judged.type !== 'head') return void t.fail(`refused: ${text}`)
    t.deepEqual(request.spread(), judged.request)
    t.false(judged.expectsContinue)
    t.is(judged.hasBody, plainHead.isChunked || plainHead.length > 0)
    t.is(judged.bodyLength ?? -1, plainHead.length)
    const connection = { address: '', port: 1, remoteAddress: '10.0.0.1', remotePort: 1 }
    const hop = { connection, request: judged.request, requestId: 'id' }
    const expected = endToEndHeaders(withForwardingHeaders(judged.request.headers, hop)).filter(
      ([each]) => each.toLowerCase() !== 'content-length',
    )
    const sent = plainEndpointHead(request, forwardingLinesOf(connection, request), 'id')
    t.deepEqual(linesOf(sent).slice(1, 1 + expected.length), expected)
  })
  fc.assert(check, { numRuns: 2_000 })
  t.true(plainOnes > 200)
})

function linesOf(text: string): HeaderList {
  return text
    .split('\r\n')
    .slice(1, -2)
    .map((each) => [each.slice(0, each.indexOf(':')), each.slice(each.indexOf(':') + 2)])
}

test('whether it is a preflight is asked of OPTIONS alone, and its headers are no list before', (t) => {
  const text = `GET / HTTP/1.1\r\n${usual}\r\n`
  read(text)
  const request = plainRequestOf(text, 'http')!
  let asked = 0
  Object.defineProperty(request, 'headers', { get: () => (asked++, []) })
  t.is(announcedMethod(request), undefined)
  t.is(asked, 0)
})
