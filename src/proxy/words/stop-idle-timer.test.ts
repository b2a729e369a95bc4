import { once } from 'node:events'
import { connect, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test from 'ava'
import { usualKeepalive, keepAlive } from '../endpoint-side/http2/http2-keepalive.ts'
import { hello, request } from '../../testing/proxy/client-side/frames.ts'
import { startPlane } from '../../testing/proxy/client-side/plane.ts'
import { dial } from '../../testing/proxy/client-side/wire.ts'

test('a stream is collected once its client is gone, long before its idle limit', async (t) => {
  const begun = Promise.withResolvers<WeakRef<object>>()
  const over = Promise.withResolvers<void>()
  const { port } = await startPlane(t, {
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
  const server = createServer().listen(0, '127.0.0.1')
  t.teardown(() => void server.close())
  await once(server, 'listening')
  // A server that listens has an address of this form.
  const { port } = server.address() as AddressInfo
  t.true(await isCollected(await destroyedSession(port)))
})

async function destroyedSession(port: number): Promise<WeakRef<object>> {
  const session = connect(`http://127.0.0.1:${port}`)
  const endpoint = { address: '127.0.0.1', port, name: 'pod/test/a' }
  keepAlive({ session, endpoint }, () => true, { ...usualKeepalive, silentMs: 300_000 })
  await once(session, 'connect')
  session.destroy()
  await once(session, 'close')
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
