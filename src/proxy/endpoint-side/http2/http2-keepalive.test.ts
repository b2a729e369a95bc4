// What is done about connections on which nothing moves, with times that a test can wait for.
import { once } from 'node:events'
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import test from 'ava'
import { createHttp2Forwarder } from './http2-forwarder.ts'
import { createHttp2Pools } from './http2-pools.ts'
import { listen, rawBackend, type Test } from '../../../testing/proxy/endpoint-side/backends.ts'
import { answerFirstStream, frames } from '../../../testing/proxy/endpoint-side/frames.ts'
import {
  answered,
  failed,
  requestOf,
  readText,
} from '../../../testing/proxy/endpoint-side/requests.ts'

const never = 60_000

function forwarderFor(t: Test, silence: { silentMs: number; answerMs: number; sparingMs: number }) {
  const forwarder = createHttp2Forwarder(createHttp2Pools(1_000, silence))
  t.teardown(forwarder.close)
  return forwarder
}

async function silentBackend(t: Test) {
  const server = createServer()
  const backend = await listen(server)
  t.teardown(backend.close)
  const stream = (async (): Promise<ServerHttp2Stream> => {
    const [begun]: ServerHttp2Stream[] = await once(server, 'stream')
    begun!.on('error', () => {})
    return begun!
  })()
  const session = (async (): Promise<ServerHttp2Session> => (await once(server, 'session'))[0])()
  return { endpoint: backend.endpoint, stream, session }
}

test('an endpoint that is silent for long is asked again and again for a sign of life', async (t) => {
  const { endpoint, session } = await silentBackend(t)
  const forwarder = forwarderFor(t, { silentMs: 10, answerMs: never, sparingMs: 0 })
  void forwarder.forward(requestOf(), endpoint)
  const asked = await session
  for (let i = 0; i < 3; i += 1) await once(asked, 'ping')
  t.pass()
})

test('but no more often than servers of gRPC take, unless it sent something meanwhile', async (t) => {
  const { endpoint, stream, session } = await silentBackend(t)
  const forwarder = forwarderFor(t, { silentMs: 10, answerMs: never, sparingMs: never })
  const forwarded = forwarder.forward(requestOf(), endpoint)
  let pings = 0
  const asked = await session
  asked.on('ping', () => (pings += 1))
  await once(asked, 'ping')
  // A second connection, that may ask as often as it likes, tells how much time has passed.
  const clock = await silentBackend(t)
  const ticking = forwarderFor(t, { silentMs: 10, answerMs: never, sparingMs: 0 })
  void ticking.forward(requestOf(), clock.endpoint)
  const ticks = await clock.session
  for (let i = 0; i < 10; i += 1) await once(ticks, 'ping')
  t.is(pings, 1)

  const begun = await stream
  begun.respond({ ':status': 200 })
  answered(await forwarded).body.resume()
  await once(asked, 'ping')
  begun.write('a message')
  await once(asked, 'ping')
  t.is(pings, 3)
})

test('one that gives no sign of life loses its requests', async (t) => {
  // Says SETTINGS, and not a word more, and takes no further connection.
  const backend = await rawBackend((socket) => {
    backend.server.close()
    answerFirstStream(socket, () => {})
  })
  t.teardown(async () => backend.sockets[0]?.destroy())
  const forwarder = forwarderFor(t, { silentMs: 10, answerMs: 10, sparingMs: never })
  t.is(failed(await forwarder.forward(requestOf(), backend.endpoint)).reason, 'reset')
})

test('one that is too busy to answer a ping, but takes connections, keeps its requests', async (t) => {
  const answer = Promise.withResolvers<void>()
  const backend = await rawBackend((socket) => {
    if (backend.sockets.length > 0) return answer.resolve()
    return answerFirstStream(socket, () => {
      void answer.promise.then(() =>
        socket.write(Buffer.concat([frames.head({ ':status': '200' }), frames.data('late', true)])),
      )
    })
  })
  t.teardown(backend.close)
  const forwarder = forwarderFor(t, { silentMs: 10, answerMs: 500, sparingMs: never })
  const { body } = answered(await forwarder.forward(requestOf(), backend.endpoint))
  t.is(await readText(body), 'late')
  t.is(backend.sockets.length, 2)
})

test('without requests a connection is closed, whenever it falls silent', async (t) => {
  const { endpoint, stream, session } = await silentBackend(t)
  const forwarder = forwarderFor(t, { silentMs: 10, answerMs: never, sparingMs: 0 })
  const forwarded = forwarder.forward(requestOf(), endpoint)
  const asked = await session
  const closed = once(asked, 'close')
  await once(asked, 'ping')
  const begun = await stream
  begun.respond({ ':status': 200 })
  begun.end('late')
  answered(await forwarded).body.resume()
  await closed
  t.pass()
})
