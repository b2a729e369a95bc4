import test from 'ava'
import type { HeaderList } from '../words/exchange.ts'
import { exampleConnection, exampleRequest } from '../../testing/proxy/request-examples.ts'
import { withForwardingHeaders } from './forwarding-headers.ts'

function sent(headers: HeaderList, trustedHops?: number): HeaderList {
  return withForwardingHeaders(headers, {
    connection: exampleConnection({ remoteAddress: '192.0.2.7' }),
    request: exampleRequest({ scheme: 'https', authority: 'example.com:8443', headers }),
    requestId: 'an-id',
    ...(trustedHops !== undefined && { trustedHops }),
  })
}

const fromSocket: HeaderList = [
  ['X-Forwarded-For', '192.0.2.7'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Host', 'example.com:8443'],
  ['X-Request-Id', 'an-id'],
  ['CDN-Loop', 'rauta'],
]

test('a backend is told what the gateway knows from the socket', (t) => {
  t.deepEqual(sent([['Accept', '*/*']]), [['Accept', '*/*'], ...fromSocket])
})

test('what a client says of itself is dropped', (t) => {
  const said: HeaderList = [
    ['x-forwarded-for', '127.0.0.1'],
    ['X-FORWARDED-FOR', '127.0.0.1'],
    ['X-Forwarded-Proto', 'http'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Port', '1'],
    ['X-Forwarded-Client-Cert', 'Subject="CN=admin"'],
    ['Forwarded', 'for=127.0.0.1'],
    ['X-Real-IP', '127.0.0.1'],
    ['X_Forwarded_For', '127.0.0.1'],
    ['X-Request-Id', 'theirs'],
  ]
  t.deepEqual(sent(said), fromSocket)
})

const chain: HeaderList = [
  ['X-Forwarded-For', '10.9.9.9, 198.51.100.1'],
  ['X-Forwarded-For', '203.0.113.5'],
  ['X-Forwarded-Proto', 'http'],
  ['X-Forwarded-Host', 'public.example'],
]

test('of a trusted hop’s addresses those that trusted hops wrote are kept', (t) => {
  const [first] = sent(chain, 1)
  t.deepEqual(first, ['X-Forwarded-For', '203.0.113.5, 192.0.2.7'])
  t.deepEqual(sent(chain, 2)[0], ['X-Forwarded-For', '198.51.100.1, 203.0.113.5, 192.0.2.7'])
})

test('a trusted hop’s scheme and host are kept', (t) => {
  t.deepEqual(sent(chain, 1).slice(1, 3), [
    ['X-Forwarded-Proto', 'http'],
    ['X-Forwarded-Host', 'public.example'],
  ])
})

test('a trusted hop that says nothing leaves what the socket says', (t) => {
  t.deepEqual(sent([['X-Forwarded-Proto', 'gopher']], 1), fromSocket)
})
