// The runner's calls, lines and datagrams: a wrong answer must not pass here either. Echo backends take the
// gateway's place.
import test, { type ExecutionContext } from 'ava'
import { startEchoBackend } from '../../src/echo/echo-backend.ts'
import { startEchoDatagrams } from '../../src/echo/echo-datagrams.ts'
import type { Reach } from '../../src/testing/requests/reach.ts'
import type { ExpectedAnswer, RequestCase } from '../../src/testing/requests/request-case.ts'
import { runRequests } from './run-chapter.ts'

const identity = {
  namespace: 'shop',
  service: 'cart',
  pod: 'cart-1',
  address: '127.0.0.1',
  port: 0,
}

/** Port 53 is the one of datagrams. */
async function echoReach(t: ExecutionContext): Promise<Reach> {
  const backend = await startEchoBackend(identity)
  const datagrams = await startEchoDatagrams(identity)
  t.teardown(() => Promise.all([backend.close(), datagrams.close()]))
  return {
    addressOf: (port) => ({
      host: '127.0.0.1',
      port: port === 53 ? datagrams.port : backend.port,
    }),
    listenerPortOf: (port) => port,
    receivedBy: () => 0,
  }
}

const say = {
  url: 'http://a.example/rauta.echo.Echo/Say',
  protocol: 'grpc',
  body: 'hello',
} as const
const line = { url: 'tcp://a.example:5432', body: 'hello' }
const datagram = { url: 'udp://a.example:53', body: 'hello' }

const right: readonly (readonly [Omit<RequestCase, 'what' | 'expect'>, ExpectedAnswer])[] = [
  [say, { status: 200, grpcStatus: 0, backend: 'shop/cart', bodyHas: 'hello' }],
  [
    { ...say, url: 'http://a.example/rauta.echo.Echo/Other' },
    { status: 200, grpcStatus: 12 },
  ],
  [line, { backend: 'shop/cart', bodyHas: 'hello' }],
  [datagram, { backend: 'shop/cart', bodyHas: 'hello' }],
]

for (const [sent, expect] of right) {
  test(`a right answer passes: ${sent.url} ${JSON.stringify(expect)}`, async (t) => {
    await t.notThrowsAsync(runRequests([{ what: 'fact', ...sent, expect }], await echoReach(t)))
  })
}

const wrong: typeof right = [
  [say, { grpcStatus: 12 }],
  ...[say, line, datagram].flatMap((sent) => [
    [sent, { backend: 'shop/other' }] as const,
    [sent, { bodyHas: 'elephant' }] as const,
    [sent, { refused: true }] as const,
  ]),
]

for (const [sent, expect] of wrong) {
  test(`a wrong one fails: ${sent.url} ${JSON.stringify(expect)}`, async (t) => {
    await t.throwsAsync(runRequests([{ what: 'fact', ...sent, expect }], await echoReach(t)), {
      message: /expected|has no "elephant"/,
    })
  })
}
