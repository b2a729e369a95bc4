// Which way of HTTP/1.1 serves what: said by the code that decides it.
import { readPlainHead } from '../../src/proxy/client-side/http1-direct/plain-head.ts'
import { ruleFeatures } from '../../src/proxy/client-side/direct-exchange/rule-way.ts'

const host = 'Host: shop.example\r\n'

/** A head of each kind. */
const requests: readonly (readonly [kind: string, head: string])[] = [
  ['`GET`, `HEAD`, `OPTIONS`, `DELETE` without a body', `GET /a?b HTTP/1.1\r\n${host}\r\n`],
  ['body with a length', `POST / HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\n`],
  [
    'body in chunks, with trailers or without',
    `POST / HTTP/1.1\r\n${host}Trailer: a\r\nTransfer-Encoding: chunked\r\n\r\n`,
  ],
  ['path with escapes or dot segments', `GET /a/../%62 HTTP/1.1\r\n${host}\r\n`],
  ['`Connection: close`', `GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`],
  ['WebSocket and other upgrades', `GET / HTTP/1.1\r\n${host}Upgrade: websocket\r\n\r\n`],
  ['`Expect: 100-continue`', `POST / HTTP/1.1\r\n${host}Expect: 100-continue\r\n\r\n`],
  ['`TE`', `GET / HTTP/1.1\r\n${host}TE: trailers\r\n\r\n`],
  ['absolute form, `OPTIONS *`', `GET http://shop.example/ HTTP/1.1\r\n${host}\r\n`],
  ['other methods', `PURGE / HTTP/1.1\r\n${host}\r\n`],
  ['header names with `_`', `GET / HTTP/1.1\r\n${host}a_b: c\r\n\r\n`],
  ['several `Cookie` lines', `GET / HTTP/1.1\r\n${host}Cookie: a\r\nCookie: b\r\n\r\n`],
  ['HTTP/1.0, and syntax that is not strict', `GET / HTTP/1.0\r\n${host}\r\n`],
]

export function requestWays(): readonly (readonly string[])[] {
  return requests.map(([kind, head]) => {
    const bytes = Buffer.from(head, 'latin1')
    return [kind, readPlainHead(bytes, bytes.length) === bytes.length ? 'direct' : 'reference']
  })
}

export function ruleWays(): readonly (readonly string[])[] {
  return ruleFeatures.map(({ name, way }) => [name, way])
}
