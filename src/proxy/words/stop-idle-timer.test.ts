import { createServer } from 'node:http2'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test from 'ava'
import { openEndpointSession } from '../endpoint-side/http2/open-endpoint-session.ts'
import { usualKeepalive, keepAlive } from '../endpoint-side/http2/http2-keepalive.ts'
import { http2Ways } from './http2-way.ts'
import { listen } from '../../testing/proxy/endpoint-side/backends.ts'
import { hello, request } from '../../testing/proxy/client-side/frames.ts'
import { startPlane } from '../../testing/proxy/client-side/plane.ts'
import { dial } from '../../testing/proxy/client-side/wire.ts'

for (const http2 of http2Ways)
  test(`${http2}: a stream is collected once its client is gone, long before its idle limit`, async (t) => {
    const begun = Promise.withResolvers<WeakRef<object>>()
    const over = Promise.withResolvers<void>()
    const { port } = await startPlane(t, {
      http2,
      pipeline: async (exchange) => {
        begun.resolve(new WeakRef(exchange))
        await new Promise((resolve) => exchange.signal.addEventListener('abort', resolve))
        over.resolve()
      },
    })
    const { socket, send } = dial(t, port)
    send(Buffer.concat([hello, request(1)]))
    const exchange = await begun.promise
    socket.destroy()
    await over.promise
    t.true(await isCollected(exchange))
  })

test('a session with an endpoint is collected once it is destroyed, long before its idle limit', async (t) => {
  const backend = await listen(createServer())
  t.teardown(backend.close)
  t.true(await isCollected(await destroyedSession(backend.endpoint)))
})

async function destroyedSession(
  endpoint: Parameters<typeof openEndpointSession>[0],
): Promise<WeakRef<object>> {
  const session = await openEndpointSession(endpoint, { connectTimeoutMs: 1_000, tls: undefined })
  const times = { ...usualKeepalive, silentMs: 300_000 }
  const keepalive = keepAlive({ session, endpoint }, () => true, times)
  const closed = new Promise<void>((resolve) => {
    session.onceClosed = () => {
      keepalive.end()
      resolve()
    }
  })
  session.destroy()
  await closed
  return new WeakRef(session)
}

/** Of what nobody else holds: within a hundred collections. */
async function isCollected(what: WeakRef<object>): Promise<boolean> {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('V8 has no gc')
  for (let round = 0; round < 100; round++) {
    if (what.deref() === undefined) return true
    await turn()
    collect()
  }
  return false
}
