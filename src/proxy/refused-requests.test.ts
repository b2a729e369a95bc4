// Requests that an HTTP/2 endpoint refused without acting on them, whatever their method and body.
import { constants } from 'node:http2'
import test from 'ava'
import type { Retry } from '../snapshot/routing-snapshot.ts'
import { httpBackend, rawBackend } from '../testing/proxy/endpoint-side/backends.ts'
import { answerFirstStream, frames } from '../testing/proxy/endpoint-side/frames.ts'
import { maxKeptBytes } from './request/retry/retry-body.ts'
import { snapshotOfRule, startTestGateway } from '../testing/proxy/gateway.ts'

type Test = { teardown(close: () => Promise<void>): void }

const { NGHTTP2_REFUSED_STREAM, NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_INTERNAL_ERROR } = constants

/** Says `refusal` to the first request of so many connections, and 200 to those of later ones. */
async function refusing(t: Test, refusal: readonly Buffer[], connections: number, ends = false) {
  let accepted = 0
  const backend = await rawBackend((socket) => {
    accepted += 1
    const isLater = accepted > connections
    answerFirstStream(socket, () => {
      const served = [frames.head({ ':status': '200' }), frames.data('served', true)]
      // Some of the body was read by then.
      setTimeout(() => {
        socket.write(Buffer.concat(isLater ? served : [...refusal]))
        if (ends && !isLater) socket.end()
      }, 20)
    })
  })
  t.teardown(backend.close)
  return backend
}

async function gatewayTo(
  t: Test,
  endpoint: Awaited<ReturnType<typeof refusing>>['endpoint'],
  retry?: Retry,
) {
  const rule = retry ? { retry } : {}
  return startTestGateway(t, snapshotOfRule(rule, { shop: [endpoint] }, 'h2c'))
}

const sentAgain = test.macro({
  title: (what, method: string) => `${method} with a body is sent again where the endpoint ${what}`,
  exec: async (t, method: string, refusal: readonly Buffer[], ends?: 'ends') => {
    const { endpoint } = await refusing(t, refusal, 1, ends === 'ends')
    const gateway = await gatewayTo(t, endpoint)
    const { status, body } = await gateway.fetch({
      method,
      body: 'hello',
      // Node.js gives DELETE none by itself.
      headers: { 'content-length': 5 },
    })
    t.is(body, 'served')
    t.is(status, 200)
    t.like(await gateway.record(), { attempts: 2, flags: ['retried'], bytesReceived: 5 })
  },
})

for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
  const last = frames.goaway(0)
  const refused = frames.reset(NGHTTP2_REFUSED_STREAM)
  // A connection takes no more requests after that, lest the second try goes there.
  test('refuses its stream', sentAgain, method, [refused, last])
  test('leaves it out of its GOAWAY', sentAgain, method, [last])
  test('leaves it out of its GOAWAY and closes', sentAgain, method, [last], 'ends')
  for (const code of [NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_INTERNAL_ERROR])
    test(`leaves it out of a GOAWAY with code ${code}`, sentAgain, method, [frames.goaway(0, code)])
}

test('a request that GOAWAY does not leave out is not sent again', async (t) => {
  const { endpoint, sockets } = await refusing(t, [frames.goaway(1)], 1, true)
  const gateway = await gatewayTo(t, endpoint)
  t.is((await gateway.fetch({ method: 'POST', body: 'hello' })).status, 502)
  t.is(sockets.length, 1)
  t.like(await gateway.record(), { attempts: 1, flags: ['upstream-reset'] })
})

test('a request that is always refused is 502 in the end', async (t) => {
  const { endpoint } = await refusing(t, [frames.goaway(0)], 99)
  const gateway = await gatewayTo(t, endpoint)
  t.is((await gateway.fetch({ method: 'POST', body: 'hello' })).status, 502)
  t.like(await gateway.record(), { attempts: 3, flags: ['retried', 'upstream-reset'] })
})

test('a refused request is sent again as often as its rule says: with 0 attempts it is not', async (t) => {
  const retry = (attempts: number) => ({ attempts, codes: [], backoffMs: 0 })
  for (const [attempts, status] of [
    [0, 502],
    [1, 200],
  ] as const) {
    const { endpoint, sockets } = await refusing(t, [frames.goaway(0)], 1)
    const gateway = await gatewayTo(t, endpoint, retry(attempts))
    t.is((await gateway.fetch({ method: 'POST', body: 'hello' })).status, status)
    t.is(sockets.length, 1 + attempts)
  }
})

test('a refused body that is too long to be kept is 502', async (t) => {
  const { endpoint } = await refusing(t, [frames.goaway(0)], 1)
  const gateway = await gatewayTo(t, endpoint)
  const body = Buffer.alloc(2 * maxKeptBytes)
  t.is((await gateway.fetch({ method: 'POST', body })).status, 502)
})

test('a request without a body goes to another endpoint where an HTTP/2 endpoint is killed', async (t) => {
  const killed = await httpBackend('h2c', (request) => request.socket.destroy())
  const other = await httpBackend('h2c', (_, response) => response.end('served'))
  for (const { close } of [killed, other]) t.teardown(close)
  const endpoints = [killed.endpoint, other.endpoint]
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: endpoints }, 'h2c'))
  for (let i = 0; i < 8; i += 1) t.is((await gateway.fetch()).body, 'served')
})
