// Requests that stay open at one endpoint, for slow endpoints, bodies or readers: they take it from nobody.
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import test from 'ava'
import type { ForwardRequest, ForwardResult } from './forwarder.ts'
import { httpBackend } from '../../testing/proxy/endpoint-side/backends.ts'
import {
  forwarderKinds,
  forwarderOf,
  type ForwarderKind,
} from '../../testing/proxy/endpoint-side/each-forwarder.ts'
import { answered, requestOf, readText } from '../../testing/proxy/endpoint-side/requests.ts'

const large = Buffer.alloc(1024 * 1024)

/** How each request is left open, and whether its head is answered. */
const kinds: Readonly<Record<string, () => Partial<ForwardRequest>>> = {
  'answers that do not come': () => ({ target: '/silent' }),
  'answers that nobody reads': () => ({ target: '/large' }),
  'bodies that do not come': () => ({ method: 'POST', target: '/', body: new PassThrough() }),
}

const nobodyWaits = test.macro({
  title: (_, { name }: ForwarderKind, count: number, kind: string) =>
    `${name}: beside ${count} ${kind} an endpoint has room for one more request`,
  exec: async (t, by: ForwarderKind, count: number, kind: string) => {
    const forwarder = forwarderOf(t, by)
    const settings = { maxConcurrentStreams: 1 }
    let arrived = 0
    const backend = await httpBackend(
      by.protocol,
      (request, response) => {
        arrived += 1
        if (arrived === count) all.resolve()
        if (request.url === '/last') response.end('served')
        if (request.url === '/large') response.end(large)
      },
      { settings },
    )
    const all = Promise.withResolvers<void>()
    t.teardown(backend.close)
    const giveUp = new AbortController()
    const open: Promise<ForwardResult>[] = []
    for (let i = 0; i < count; i += 1) {
      const request = requestOf({ ...kinds[kind]?.(), signal: giveUp.signal })
      open.push(forwarder.forward(request, backend.endpoint))
    }
    await all.promise
    const last = requestOf({ target: '/last' })
    const result = await forwarder.forward(last, backend.endpoint)
    t.is(await readText(answered(result).body), 'served')
    giveUp.abort(new Error('over'))
    for (const left of await Promise.all(open))
      if (left.type === 'response' && !left.body.closed)
        await once(left.body, 'close').catch(() => {})
  },
})

for (const kind of Object.keys(kinds))
  for (const by of forwarderKinds)
    // Each has a connection of its own: of HTTP/2 the endpoint takes one stream at a time.
    test.serial(nobodyWaits, by, by.protocol === 'http1' ? 1_100 : 300, kind)
