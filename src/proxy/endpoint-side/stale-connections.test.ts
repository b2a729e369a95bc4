// Kept connections that an endpoint is about to close as a request is written to them.
import test, { type ExecutionContext } from 'ava'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Backend } from '../../snapshot/routing-snapshot.ts'
import { once } from 'node:events'
import { setTimeout as after } from 'node:timers/promises'
import { httpBackend, rawBackend, type Test } from '../../testing/proxy/endpoint-side/backends.ts'
import {
  forwarderKinds,
  forwarderOf,
  http1Kinds,
  type ForwarderKind,
} from '../../testing/proxy/endpoint-side/each-forwarder.ts'
import { untilTold } from './until-told.ts'
import {
  answered,
  bodyOf,
  requestOf,
  readText,
} from '../../testing/proxy/endpoint-side/requests.ts'

/** An endpoint that closes a connection without a word at its second request. */
async function closingAtSecond(t: Test, protocol: Backend['protocol'], together: number) {
  const ports = new Set<number | undefined>()
  const held: ServerResponse[] = []
  const backend = await httpBackend(
    protocol,
    ({ socket: { remotePort } }: IncomingMessage, response) => {
      if (ports.has(remotePort))
        return backend.sockets.find((one) => one.remotePort === remotePort)?.destroy()
      ports.add(remotePort)
      held.push(response)
      // The first ones wait for each other: each has a connection of its own.
      if (held.length >= together) for (const one of held) one.end('served')
      return undefined
    },
    { settings: { maxConcurrentStreams: 1 } },
  )
  t.teardown(backend.close)
  return backend
}

for (const kind of forwarderKinds) {
  test(`${kind.name}: with two stale connections kept, a request is sent once more on a new one`, async (t) => {
    const { endpoint, sockets } = await closingAtSecond(t, kind.protocol, 2)
    const forwarder = forwarderOf(t, kind)
    const send = async () => readText(answered(await forwarder.forward(requestOf(), endpoint)).body)
    t.deepEqual(await Promise.all([send(), send()]), ['served', 'served'])
    t.is(sockets.length, 2)
    t.is(await send(), 'served')
    t.is(sockets.length, 3)
  })
}

const post = () => requestOf({ method: 'POST', body: bodyOf(['hello']), bodyLength: 5 })

/** An endpoint, and what sends a POST to it. */
async function postsTo(t: Test, kind: ForwarderKind) {
  const backend = await httpBackend(kind.protocol, (request, response) => {
    request.resume().once('end', () => response.end('served'))
  })
  t.teardown(backend.close)
  const forwarder = forwarderOf(t, kind)
  const send = async () =>
    readText(answered(await forwarder.forward(post(), backend.endpoint)).body)
  return { ...backend, send }
}

for (const kind of forwarderKinds) {
  test(`${kind.name}: a POST is not written to a kept connection that the endpoint closed`, async (t) => {
    const { send, sockets } = await postsTo(t, kind)
    for (const served of [1, 2, 3]) {
      t.is(await send(), 'served')
      t.is(sockets.length, served)
      // What is over gives its connection back a moment later.
      await untilTold()
      // Told to the system, and to nobody else before the next one is sent.
      sockets[served - 1]?.destroy()
    }
  })
}

function eachHttp1(
  title: string,
  body: (t: ExecutionContext, kind: ForwarderKind) => Promise<void>,
): void {
  for (const kind of http1Kinds) test(`${kind.name}: ${title}`, (t) => body(t, kind))
}

eachHttp1(
  'an endpoint that closes at once gets each POST on a connection that is begun for it',
  async (t, kind) => {
    const { endpoint } = await closingAtSecond(t, 'http1', 1)
    const forwarder = forwarderOf(t, kind)
    const send = async (request = requestOf()) =>
      readText(answered(await forwarder.forward(request, endpoint)).body)
    // The first ones are slow.
    let seenMs = Infinity
    for (let i = 0; i < 20; i += 1) {
      await send()
      const keptSince = performance.now()
      await send()
      seenMs = Math.min(seenMs, performance.now() - keptSince)
    }
    for (let i = 0; i < 5; i += 1) {
      t.is(await send(post()), 'served')
      await after(seenMs)
    }
  },
)

eachHttp1(
  'what an endpoint says before it closes is not the answer to the next POST',
  async (t, kind) => {
    const backend = await rawBackend((socket) => {
      socket.on('data', (bytes) => {
        if (bytes.includes('hello'))
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nserved')
      })
    })
    t.teardown(backend.close)
    const forwarder = forwarderOf(t, kind)
    const send = async () =>
      readText(answered(await forwarder.forward(post(), backend.endpoint)).body)
    t.is(await send(), 'served')
    backend.sockets[0]?.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
    backend.sockets[0]?.destroySoon()
    t.is(await send(), 'served')
    t.is(backend.sockets.length, 2)
  },
)

eachHttp1(
  'a 408 with which the endpoint ends a kept connection is not the answer to a GET',
  async (t, kind) => {
    const asked = new Set<Socket>()
    const backend = await rawBackend((socket) =>
      socket.on('data', () => {
        const answer = asked.has(socket)
          ? 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
          : 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nserved'
        asked.add(socket)
        socket.write(answer)
      }),
    )
    t.teardown(backend.close)
    const forwarder = forwarderOf(t, kind)
    for (const count of [1, 2]) {
      const answer = answered(await forwarder.forward(requestOf(), backend.endpoint))
      t.is(answer.status, 200)
      t.is(await readText(answer.body), 'served')
      t.is(backend.sockets.length, count)
      await untilTold()
    }
  },
)

eachHttp1('a connection is given up before the endpoint does that, as it says', async (t, kind) => {
  const { endpoint, sockets, close } = await httpBackend('http1', (_, response) => {
    response.setHeader('Connection', 'keep-alive')
    response.setHeader('Keep-Alive', 'max=100, timeout=1')
    response.end('served')
  })
  t.teardown(close)
  const forwarder = forwarderOf(t, kind)
  await readText(answered(await forwarder.forward(requestOf(), endpoint)).body)
  const answeredAt = performance.now()
  await once(sockets[0]!, 'end')
  const keptMs = performance.now() - answeredAt
  t.true(keptMs > 700 && keptMs < 3_000, `${keptMs} ms`)
})

for (const said of [
  { Connection: 'close' },
  { Connection: 'Keep-Alive, Close' },
  { 'Keep-Alive': 'timeout=0' },
]) {
  eachHttp1(`after ${JSON.stringify(said)} a connection is not used again`, async (t, kind) => {
    const head = Object.entries(said).map(([name, value]) => `${name}: ${value}\r\n`)
    const backend = await rawBackend((socket) =>
      socket.on('data', () =>
        socket.write(`HTTP/1.1 200 OK\r\n${head}Content-Length: 2\r\n\r\nok`),
      ),
    )
    t.teardown(backend.close)
    const forwarder = forwarderOf(t, kind)
    for (const count of [1, 2]) {
      await readText(answered(await forwarder.forward(requestOf(), backend.endpoint)).body)
      t.is(backend.sockets.length, count)
    }
  })
}
