// Kept connections that an endpoint is about to close as a request is written to them.
import test from 'ava'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Backend } from '../../snapshot/routing-snapshot.ts'
import { createForwarders } from './forwarders.ts'
import { httpBackend, type Test } from './test-backends.ts'
import { answered, requestOf, textOf } from './test-requests.ts'

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

for (const protocol of ['http1', 'h2c'] as const) {
  test(`${protocol}: with two stale connections kept, a request is sent once more on a new one`, async (t) => {
    const { endpoint, sockets } = await closingAtSecond(t, protocol, 2)
    const forwarders = createForwarders()
    t.teardown(() => Promise.all([forwarders.http1.close(), forwarders.h2c.close()]))
    const send = async () =>
      textOf(answered(await forwarders[protocol].forward(requestOf(), endpoint)).body)
    t.deepEqual(await Promise.all([send(), send()]), ['served', 'served'])
    t.is(sockets.length, 2)
    t.is(await send(), 'served')
    t.is(sockets.length, 3)
  })
}
