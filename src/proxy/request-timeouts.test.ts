// Time limits through the whole pipeline. One test at a time: what is measured is the limit, not how
// busy the others keep the processor.
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { WebSocket } from 'ws'
import type { HttpRule } from '../snapshot/routing-snapshot.ts'
import { httpBackend } from '../testing/proxy/endpoint-side/backends.ts'
import { snapshotOfRule, startTestGateway, webSocketGateway } from '../testing/proxy/gateway.ts'

type Test = { teardown(close: () => Promise<void>): void }

const limitMs = 300

/** Answers nothing for `/silent`, and the beginning of an answer for `/slow`. */
async function gatewayWith(
  t: Test,
  { protocol, timeouts }: { protocol: 'http1' | 'h2c'; timeouts: HttpRule['timeouts'] },
) {
  const closed = Promise.withResolvers<void>()
  const backend = await httpBackend(protocol, (request, response) => {
    request.on('error', () => {})
    if (request.url === '/quick') response.end()
    else response.on('close', () => closed.resolve())
    if (request.url === '/slow') response.write('first')
  })
  t.teardown(backend.close)
  const backends = { shop: [backend.endpoint] }
  const gateway = await startTestGateway(t, snapshotOfRule({}, backends, protocol))
  // The first use of everything is slow, and has no limit yet.
  await gateway.fetch({ path: '/quick' })
  await gateway.record()
  gateway.pipeline.apply(snapshotOfRule({ timeouts }, backends, protocol))
  return { gateway, closed: closed.promise }
}

for (const protocol of ['http1', 'h2c'] as const) {
  for (const [limit, flag] of [
    ['requestMs', 'request-timeout'],
    ['backendRequestMs', 'backend-timeout'],
  ] as const) {
    const given = { protocol, timeouts: { [limit]: limitMs } }

    test.serial(`${protocol}: a request above ${limit} is given up with 504`, async (t) => {
      const { gateway, closed } = await gatewayWith(t, given)
      const answer = await gateway.fetch({ method: 'POST', path: '/silent', body: 'abc' })
      t.is(answer.status, 504)
      await closed
      t.deepEqual((await gateway.record()).flags, [flag])
    })

    test.serial(`${protocol}: an answer above ${limit} is cut`, async (t) => {
      const { gateway, closed } = await gatewayWith(t, given)
      await t.throwsAsync(text(await gateway.open({ path: '/slow' })), { code: 'ECONNRESET' })
      await closed
      const { flags, status } = await gateway.record()
      t.is(status, 200)
      t.deepEqual([...flags].toSorted(), [flag, 'response-cut'].toSorted())
    })
  }
}

test.serial('no time limit ends a WebSocket', async (t) => {
  // Its handshake takes less on a busy machine, too.
  const enoughMs = 2_000
  const timeouts = { requestMs: enoughMs, backendRequestMs: enoughMs }
  const gateway = await webSocketGateway(t, { timeouts })
  const client = new WebSocket(`ws://127.0.0.1:${gateway.port}/chat`)
  await once(client, 'open')
  const { promise: beyond, resolve } = Promise.withResolvers<void>()
  // The limits count from before the tunnel stood.
  setTimeout(resolve, enoughMs)
  await beyond
  const received = once(client, 'message')
  client.send('late')
  t.is(String((await received)[0]), 'late')
  client.terminate()
})
