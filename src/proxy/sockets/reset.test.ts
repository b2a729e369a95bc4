import test from 'ava'
import { once } from 'node:events'
import { resetConnection } from './reset.ts'
import { dialStream, streamBackend } from '../../testing/proxy/streams/streams.ts'
import type { Teardown } from '../../testing/proxy/client-side/plane.ts'

async function pair(t: Teardown) {
  const backend = await streamBackend(t)
  const { socket: near } = dialStream(t, backend.endpoint.port)
  return { near, far: await backend.accepted() }
}

test('the other side sees a reset, whatever still waits to be written', async (t) => {
  const { near, far } = await pair(t)
  far.socket.pause()
  near.end(Buffer.alloc(32 * 1024 * 1024))
  resetConnection(near)
  far.socket.resume()
  t.is(await far.fate, 'reset')
})

test('a connection that is being shut down is reset right after, and lost by nobody', async (t) => {
  const { near, far } = await pair(t)
  let error: Error | undefined
  near.on('error', (one) => (error = one)).end()
  process.nextTick(() => resetConnection(near))
  await once(near, 'close')
  t.is(error, undefined)
  await far.fate
})
