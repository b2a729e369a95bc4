import { once } from 'node:events'
import { connect } from 'node:net'
import test from 'ava'
import * as fc from 'fast-check'
import type { RequestMirror } from '../../../snapshot/routing-snapshot.ts'
import { isSampled } from './mirror-requests.ts'
import {
  deadEndpoint,
  httpBackend,
  rawBackend,
  type Handler,
} from '../../../testing/proxy/endpoint-side/backends.ts'
import { backendRefTo, snapshotOfRule, startTestGateway } from '../../../testing/proxy/gateway.ts'

type Test = { teardown(close: () => Promise<void>): void }

interface Seen {
  readonly line: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A backend that tells what it gets, as soon as it has all of it. */
async function listening(t: Test, protocol: 'http1' | 'h2c' = 'http1') {
  const seen: Seen[] = []
  let notify = Promise.withResolvers<void>()
  const handler: Handler = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method, url, headers } = request
      seen.push({ line: `${method} ${url}`, headers, body: Buffer.concat(chunks).toString() })
      notify.resolve()
      response.statusCode = 500
      response.end('from the mirror')
    })
  }
  const backend = await httpBackend(protocol, handler)
  t.teardown(backend.close)
  return {
    endpoint: backend.endpoint,
    seen,
    next: async (count: number) => {
      while (seen.length < count) {
        notify = Promise.withResolvers<void>()
        await notify.promise
      }
    },
  }
}

async function answering(t: Test) {
  const backend = await httpBackend('http1', (request, response) => void request.pipe(response))
  t.teardown(backend.close)
  return backend.endpoint
}

function mirrorTo(backend: string | null, numerator = 1, denominator = 1): RequestMirror {
  return { type: 'RequestMirror', backend, numerator, denominator }
}

for (const protocol of ['http1', 'h2c'] as const) {
  test(`${protocol}: every mirror gets the whole request, the client the backend's answer`, async (t) => {
    const shop = await answering(t)
    const [first, second] = await Promise.all([listening(t, protocol), listening(t, protocol)])
    const snapshot = snapshotOfRule(
      { filters: [mirrorTo('first'), mirrorTo('second')] },
      { shop: [shop], first: [first.endpoint], second: [second.endpoint] },
    )
    const gateway = await startTestGateway(t, {
      ...snapshot,
      backends: {
        ...snapshot.backends,
        first: { name: 'first', protocol },
        second: { name: 'second', protocol },
      },
    })
    const body = 'x'.repeat(500_000)
    const answer = await gateway.fetch({ method: 'POST', path: '/a?b', body })
    t.is(answer.status, 200)
    t.is(answer.body, body)
    await Promise.all([first.next(1), second.next(1)])
    for (const { seen } of [first, second]) {
      t.is(seen.length, 1)
      t.is(seen[0]?.line, 'POST /a?b')
      t.is(seen[0]?.body, body)
      t.is(seen[0]?.headers[protocol === 'h2c' ? ':authority' : 'host'], 'shop.example')
    }
    t.like(await gateway.record(), { status: 200, attempts: 1, flags: [] })
  })
}

test('a rule’s mirror gets what the rule made of the request, a backendRef’s what that did', async (t) => {
  const shop = await answering(t)
  const [ofRule, ofRef] = await Promise.all([listening(t), listening(t)])
  const adds = (value: string) =>
    ({
      type: 'RequestHeaderModifier',
      set: [{ name: 'X-Way', value }],
      add: [],
      remove: [],
    }) as const
  const snapshot = snapshotOfRule(
    {
      filters: [mirrorTo('of-rule'), adds('rule')],
      backendRefs: [backendRefTo('shop', { filters: [adds('ref'), mirrorTo('of-ref')] })],
    },
    { shop: [shop], 'of-rule': [ofRule.endpoint], 'of-ref': [ofRef.endpoint] },
  )
  const gateway = await startTestGateway(t, snapshot)
  await gateway.fetch()
  await Promise.all([ofRule.next(1), ofRef.next(1)])
  t.is(ofRule.seen[0]?.headers['x-way'], 'rule')
  t.is(ofRef.seen[0]?.headers['x-way'], 'ref')
})

test('a share of 0 and an invalid reference mirror nothing, a share of all everything', async (t) => {
  const shop = await answering(t)
  const [none, all] = await Promise.all([listening(t), listening(t)])
  const gateway = await startTestGateway(
    t,
    snapshotOfRule(
      { filters: [mirrorTo('none', 0, 100), mirrorTo(null), mirrorTo('all', 100, 100)] },
      { shop: [shop], none: [none.endpoint], all: [all.endpoint] },
    ),
  )
  for (let i = 0; i < 5; i += 1) t.is((await gateway.fetch()).status, 200)
  await all.next(5)
  t.is(none.seen.length, 0)
})

test('a request that fails over is mirrored once', async (t) => {
  const shop = await answering(t)
  const mirror = await listening(t)
  const dead = await Promise.all([deadEndpoint(t), deadEndpoint(t), deadEndpoint(t)])
  const gateway = await startTestGateway(
    t,
    snapshotOfRule(
      { filters: [mirrorTo('mirror')] },
      { shop: [...dead, shop], mirror: [mirror.endpoint] },
    ),
  )
  for (let i = 1; i <= 5; i += 1) {
    t.is((await gateway.fetch({ method: 'POST', body: 'abc' })).body, 'abc')
    await mirror.next(i)
    t.is(mirror.seen.length, i)
  }
})

test('a mirror that can not be reached, is gone or says nothing changes nothing', async (t) => {
  const shop = await answering(t)
  const silent = await rawBackend((socket) => socket.pause())
  t.teardown(silent.close)
  const closing = await rawBackend((socket) => socket.destroy())
  t.teardown(closing.close)
  const gateway = await startTestGateway(
    t,
    snapshotOfRule(
      {
        filters: ['dead', 'silent', 'closing', 'empty', 'unknown'].map((name) => mirrorTo(name)),
      },
      {
        shop: [shop],
        dead: [await deadEndpoint(t)],
        silent: [silent.endpoint],
        closing: [closing.endpoint],
        empty: [],
      },
    ),
  )
  // More than the copies may hold: the mirrors that do not read are cut off.
  const body = Buffer.alloc(8_000_000, 'abcdefgh')
  const answer = await gateway.fetch({ method: 'POST', body })
  t.is(answer.status, 200)
  t.is(answer.body.length, body.length)
  t.deepEqual((await gateway.record()).flags, [])
})

test('a body that the client cuts is cut for the mirror', async (t) => {
  const shop = await answering(t)
  const cut = Promise.withResolvers<void>()
  const got = Promise.withResolvers<void>()
  const mirror = await httpBackend('http1', (request) => {
    request.on('data', () => got.resolve())
    request.on('end', () => cut.reject(new Error('it ended as if it were complete')))
    request.on('error', () => cut.resolve())
  })
  t.teardown(mirror.close)
  const gateway = await startTestGateway(
    t,
    snapshotOfRule({ filters: [mirrorTo('mirror')] }, { shop: [shop], mirror: [mirror.endpoint] }),
  )
  const client = connect(gateway.port, '127.0.0.1')
  client.write('POST / HTTP/1.1\r\nHost: a.b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n')
  await got.promise
  client.destroy()
  await t.notThrowsAsync(cut.promise)
})

test('closing the pipeline ends mirrors that are left', async (t) => {
  const shop = await answering(t)
  const arrived = Promise.withResolvers<void>()
  const mirror = await rawBackend((socket) => socket.on('data', () => arrived.resolve()))
  t.teardown(mirror.close)
  const gateway = await startTestGateway(
    t,
    snapshotOfRule({ filters: [mirrorTo('mirror')] }, { shop: [shop], mirror: [mirror.endpoint] }),
  )
  await gateway.fetch()
  await arrived.promise
  const [socket] = mirror.sockets
  if (!socket) return t.fail('no mirror')
  const ended = once(socket, 'end')
  await gateway.pipeline.close()
  await ended
  return t.pass()
})

test('a share of nothing samples none, a share of all samples all', (t) => {
  for (const drawn of [0, 0.5, 1 - Number.EPSILON]) {
    t.false(isSampled({ numerator: 0, denominator: 100 }, () => drawn))
    t.true(isSampled({ numerator: 100, denominator: 100 }, () => drawn))
  }
})

test('of numbers evenly drawn the share is exact', (t) => {
  const denominators = fc.integer({ min: 1, max: 1000 })
  fc.assert(
    fc.property(denominators, fc.nat(), (denominator, drawn) => {
      const numerator = drawn % (denominator + 1)
      let sampled = 0
      for (let step = 0; step < denominator; step++) {
        if (isSampled({ numerator, denominator }, () => (step + 0.5) / denominator)) sampled++
      }
      t.is(sampled, numerator)
    }),
  )
})
