// Retries through the whole pipeline: a real client, a real listener, real endpoints that fail on purpose.
// One test at a time: some measure time.
import { once } from 'node:events'
import { connect } from 'node:net'
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import test from 'ava'
import { WebSocket } from 'ws'
import type { HttpRule, Retry } from '../../../snapshot/routing-snapshot.ts'
import {
  deadEndpoint,
  httpBackend,
  rawBackend,
  type Handler,
} from '../../../testing/proxy/endpoint-side/backends.ts'
import { maxKeptBytes } from './retry-body.ts'
import {
  backendRefTo,
  snapshotOfRule,
  startTestGateway,
  webSocketGateway,
} from '../../../testing/proxy/gateway.ts'

type Test = { teardown(close: () => Promise<void>): void }
type Protocol = 'http1' | 'h2c'

const retry: Retry = { attempts: 2, codes: [503], backoffMs: 1 }

interface Tried {
  readonly nth: number
  readonly body: string
  readonly headers: Readonly<Record<string, unknown>>
}

/** Reads the body, then fails as told so many times, then echoes it. */
async function flaky(
  t: Test,
  { failures, fail, protocol = 'http1' }: { failures: number; fail?: Handler; protocol?: Protocol },
) {
  const tries: Tried[] = []
  const backend = await httpBackend(protocol, (request, response) => {
    request.on('error', () => {})
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      tries.push({ nth: tries.length + 1, body, headers: request.headers })
      if (tries.length > failures) return response.end(`got ${body}`)
      if (fail) return fail(request, response)
      response.writeHead(503)
      response.end('not now')
    })
  })
  t.teardown(backend.close)
  return { endpoint: backend.endpoint, tries }
}

const reset: Handler = (request, response) => {
  if ('stream' in response) response.destroy()
  else request.socket.destroy()
}
const silent: Handler = () => {}

for (const protocol of ['http1', 'h2c'] as const) {
  const gatewayTo = async (
    t: Test,
    failures: number,
    fail?: Handler,
    rule: Partial<HttpRule> = {},
  ) => {
    const shop = await flaky(t, { failures, protocol, ...(fail && { fail }) })
    const snapshot = snapshotOfRule({ retry, ...rule }, { shop: [shop.endpoint] }, protocol)
    return { ...shop, gateway: await startTestGateway(t, snapshot) }
  }

  test.serial(
    `${protocol}: an answer with one of the codes is tried again, with the body`,
    async (t) => {
      const { gateway, tries } = await gatewayTo(t, 2)
      const answer = await gateway.fetch({ method: 'POST', body: 'hello' })
      t.is(answer.status, 200)
      t.is(answer.body, 'got hello')
      t.deepEqual(
        tries.map(({ body }) => body),
        ['hello', 'hello', 'hello'],
      )
      t.is(new Set(tries.map(({ headers }) => headers['x-request-id'])).size, 1)
      t.like(await gateway.record(), {
        status: 200,
        attempts: 3,
        flags: ['retried'],
        bytesReceived: 5,
      })
    },
  )

  test.serial(`${protocol}: after the last try its answer is passed on`, async (t) => {
    const { gateway, tries } = await gatewayTo(t, 9)
    const answer = await gateway.fetch()
    t.is(answer.status, 503)
    t.is(answer.body, 'not now')
    t.is(tries.length, 3)
    t.like(await gateway.record(), { status: 503, attempts: 3, flags: ['retried'] })
  })

  test.serial(`${protocol}: another code is passed on at once`, async (t) => {
    const { gateway, tries } = await gatewayTo(t, 1, (_, response) => response.writeHead(502).end())
    t.is((await gateway.fetch()).status, 502)
    t.is(tries.length, 1)
    t.like(await gateway.record(), { attempts: 1, flags: [] })
  })

  test.serial(
    `${protocol}: a connection that is closed before the answer is tried again`,
    async (t) => {
      const { gateway, tries } = await gatewayTo(t, 2, reset)
      const answer = await gateway.fetch()
      t.is(answer.body, 'got ')
      t.is(tries.length, 3)
      t.like(await gateway.record(), { status: 200, flags: ['retried'] })
    },
  )

  for (const request of [{ method: 'POST' }, { method: 'DELETE' }, { method: 'PUT', body: 'x' }])
    test.serial(
      `${protocol}: a ${request.method} that may have been acted on is not sent again`,
      async (t) => {
        const cut = await gatewayTo(t, 9, reset)
        t.is((await cut.gateway.fetch(request)).status, 502)
        t.is(cut.tries.length, 1)
        t.like(await cut.gateway.record(), { attempts: 1, flags: ['upstream-reset'] })
        const late = await gatewayTo(t, 9, silent, { timeouts: { backendRequestMs: 100 } })
        t.is((await late.gateway.fetch(request)).status, 504)
        t.is(late.tries.length, 1)
      },
    )

  test.serial(`${protocol}: with no attempts nothing is sent again`, async (t) => {
    const none = { retry: { ...retry, attempts: 0 }, timeouts: { backendRequestMs: 2_000 } }
    const answering = await gatewayTo(t, 9, undefined, none)
    t.is((await answering.gateway.fetch()).status, 503)
    t.is(answering.tries.length, 1)
    const cutting = await gatewayTo(t, 9, reset, none)
    t.is((await cutting.gateway.fetch()).status, 502)
    t.is(cutting.tries.length, 1)
  })

  test.serial(`${protocol}: a connection that is always closed is 502 in the end`, async (t) => {
    const { gateway, tries } = await gatewayTo(t, 9, reset)
    t.is((await gateway.fetch()).status, 502)
    // A safe request whose kept connection was reset is sent once more within a try.
    t.is(tries.length, protocol === 'http1' ? 3 : 5)
    t.deepEqual((await gateway.record()).flags, ['retried', 'upstream-reset'])
  })

  test.serial(`${protocol}: a try that takes too long is given up and tried again`, async (t) => {
    const { gateway, tries } = await gatewayTo(t, 1, silent, {
      timeouts: { backendRequestMs: 300 },
    })
    const answer = await gateway.fetch()
    t.is(answer.body, 'got ')
    t.is(tries.length, 2)
    t.like(await gateway.record(), { status: 200, attempts: 2, flags: ['retried'] })
  })

  test.serial(`${protocol}: tries that all take too long are 504 in the end`, async (t) => {
    const { gateway, tries } = await gatewayTo(t, 9, silent, {
      timeouts: { backendRequestMs: 100 },
    })
    t.is((await gateway.fetch()).status, 504)
    t.is(tries.length, 3)
    t.deepEqual((await gateway.record()).flags, ['retried', 'backend-timeout'])
  })

  test.serial(`${protocol}: the request's own limit ends a wait at once`, async (t) => {
    const { gateway, tries } = await gatewayTo(t, 9, undefined, {
      retry: { ...retry, backoffMs: 60_000 },
      timeouts: { requestMs: 300 },
    })
    t.is((await gateway.fetch()).status, 504)
    t.is(tries.length, 1)
    const { flags, durationMs } = await gateway.record()
    t.deepEqual(flags, ['request-timeout'])
    t.true(durationMs >= 295 && durationMs < 5_000)
  })

  test.serial(`${protocol}: the request's own limit ends a try at once`, async (t) => {
    const { gateway } = await gatewayTo(t, 9, silent, {
      timeouts: { requestMs: 1_500, backendRequestMs: 1_000 },
    })
    t.is((await gateway.fetch()).status, 504)
    const { flags, durationMs } = await gateway.record()
    t.deepEqual(flags, ['retried', 'request-timeout'])
    t.true(durationMs >= 1_495 && durationMs < 5_000)
  })

  test.serial(`${protocol}: an answer that has begun is not tried again`, async (t) => {
    const cutAnswer: Handler = (_, response) => {
      response.write('beginning')
      setImmediate(() => response.destroy())
    }
    const { gateway, tries } = await gatewayTo(t, 1, cutAnswer)
    await t.throwsAsync(text(await gateway.open()))
    t.is(tries.length, 1)
  })

  test.serial(`${protocol}: interim answers of one try alone are passed on`, async (t) => {
    const hinting: Handler = (_, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' })
      response.writeHead(503).end()
    }
    const { gateway, tries } = await gatewayTo(t, 2, hinting)
    const request = httpRequest({
      port: gateway.port,
      headers: { host: 'shop.example' },
      agent: false,
    })
    let hints = 0
    request.on('information', () => (hints += 1)).end()
    const [response] = await once(request, 'response')
    t.is(response.statusCode, 200)
    await text(response)
    t.is(tries.length, 3)
    t.is(hints, 1)
  })
}

test.serial('a rule without retries passes the first answer on', async (t) => {
  const { endpoint, tries } = await flaky(t, { failures: 9 })
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: [endpoint] }))
  t.is((await gateway.fetch()).status, 503)
  t.is(tries.length, 1)
})

test.serial('a further try goes to another endpoint first', async (t) => {
  const all = await Promise.all([1, 2, 3].map(() => flaky(t, { failures: 99 })))
  const snapshot = snapshotOfRule({ retry }, { shop: all.map(({ endpoint }) => endpoint) })
  const gateway = await startTestGateway(t, snapshot)
  for (let i = 1; i <= 10; i += 1) {
    await gateway.fetch()
    t.deepEqual(
      all.map(({ tries }) => tries.length),
      [i, i, i],
    )
  }
})

test.serial('one bad endpoint of two is hidden by a single retry', async (t) => {
  const bad = await flaky(t, { failures: Infinity })
  const good = await flaky(t, { failures: 0 })
  const snapshot = snapshotOfRule(
    { retry: { ...retry, attempts: 1 } },
    { shop: [bad.endpoint, good.endpoint] },
  )
  const gateway = await startTestGateway(t, snapshot)
  for (let i = 0; i < 30; i += 1) t.is((await gateway.fetch()).status, 200)
  t.true(bad.tries.length > 0)
})

test.serial('where no endpoint can be reached all of them are tried again', async (t) => {
  const dead = await Promise.all([deadEndpoint(t), deadEndpoint(t)])
  const gateway = await startTestGateway(t, snapshotOfRule({ retry }, { shop: dead }))
  t.is((await gateway.fetch({ method: 'POST', body: 'x' })).status, 502)
  const { attempts, flags } = await gateway.record()
  t.is(attempts, 6)
  t.deepEqual([...flags].toSorted(), ['connect-failed', 'failed-over', 'retried'])
})

test.serial(
  'an endpoint that closes every connection, and one that takes none, are passed by',
  async (t) => {
    const closing = await rawBackend((socket) => socket.destroy())
    t.teardown(closing.close)
    const { endpoint } = await flaky(t, { failures: 0 })
    const shop = [closing.endpoint, await deadEndpoint(t), endpoint]
    const gateway = await startTestGateway(t, snapshotOfRule({ retry }, { shop }))
    for (let i = 0; i < 10; i += 1) t.is((await gateway.fetch()).status, 200)
  },
)

test.serial('a body that is too long to be kept is not sent again', async (t) => {
  const { endpoint, tries } = await flaky(t, { failures: 9 })
  const gateway = await startTestGateway(t, snapshotOfRule({ retry }, { shop: [endpoint] }))
  const sent = async (size: number, headers = {}) => {
    tries.length = 0
    const body = Buffer.alloc(size, 'x')
    t.is((await gateway.fetch({ method: 'POST', body, headers })).status, 503)
    t.true(tries.every((each) => each.body.length === size))
    return tries.length
  }
  t.is(await sent(maxKeptBytes), 3)
  t.is(await sent(maxKeptBytes + 1), 1)
  t.is(await sent(maxKeptBytes, { 'Transfer-Encoding': 'chunked' }), 3)
  t.is(await sent(maxKeptBytes + 1, { 'Transfer-Encoding': 'chunked' }), 1)
  t.is(await sent(1_000_000), 1)
})

test.serial('a long body is still sent where the first endpoint can not be reached', async (t) => {
  const { endpoint } = await flaky(t, { failures: 0 })
  const dead = [await deadEndpoint(t), await deadEndpoint(t)]
  const gateway = await startTestGateway(
    t,
    snapshotOfRule({ retry }, { shop: [...dead, endpoint] }),
  )
  const body = 'x'.repeat(1_000_000)
  for (let i = 0; i < 5; i += 1)
    t.is((await gateway.fetch({ method: 'POST', body })).body, `got ${body}`)
})

test.serial(
  'an answer that comes before the body is complete is tried again, with all of the body',
  async (t) => {
    let count = 0
    const backend = await httpBackend('http1', (request, response) => {
      request.on('error', () => {})
      count += 1
      if (count === 1) return void request.once('data', () => response.writeHead(503).end('early'))
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => {
        if (chunks.length === 0) client.write('6\r\nsecond\r\n0\r\n\r\n')
        chunks.push(chunk)
      })
      request.on('end', () => response.end(Buffer.concat(chunks)))
    })
    t.teardown(backend.close)
    const gateway = await startTestGateway(
      t,
      snapshotOfRule({ retry }, { shop: [backend.endpoint] }),
    )
    const client = connect(gateway.port, '127.0.0.1')
    client.write(
      'POST / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    client.write('6\r\nfirst \r\n')
    const answer = await text(client)
    t.regex(answer, /^HTTP\/1\.1 200 /)
    t.regex(answer, /first second/)
    t.is(count, 2)
  },
)

test.serial('what a client sends during the wait is not lost to the try before it', async (t) => {
  let count = 0
  const backend = await httpBackend('http1', (request, response) => {
    request.on('error', () => {})
    count += 1
    if (count > 1) {
      let bytes = 0
      client.write('0\r\n\r\n')
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      return void request.on('end', () => response.end(`got ${bytes}`))
    }
    request.once('data', () => {
      // In one piece: who has seen the first knows of the second, whose end does not come by itself.
      response.socket?.cork()
      response.writeEarlyHints({ link: '</style.css>; rel=preload' })
      response.writeHead(503).flushHeaders()
      response.socket?.uncork()
    })
  })
  t.teardown(backend.close)
  const gateway = await startTestGateway(
    t,
    snapshotOfRule({ retry: { ...retry, backoffMs: 200 } }, { shop: [backend.endpoint] }),
  )
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
  const client = connect(gateway.port, '127.0.0.1')
  client.write('POST / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n')
  client.write(`Transfer-Encoding: chunked\r\n\r\n${chunk}`)
  client.once('data', () => client.write(chunk.repeat(8)))
  t.regex(await text(client), /^HTTP\/1\.1 103 [^]*HTTP\/1\.1 200 [^]*got 147456/)
  t.is(count, 2)
})

test.serial('an answer without end that is tried again holds up nothing', async (t) => {
  let count = 0
  const backend = await httpBackend('http1', (_, response) => {
    count += 1
    if (count > 1) return void response.end('fine')
    response.writeHead(503)
    const pour = (): void => {
      while (response.write(Buffer.alloc(64 * 1024)));
    }
    response.on('drain', pour)
    pour()
  })
  t.teardown(backend.close)
  const gateway = await startTestGateway(t, snapshotOfRule({ retry }, { shop: [backend.endpoint] }))
  t.is((await gateway.fetch()).body, 'fine')
  const first = backend.sockets[0]!
  if (!first.closed) await once(first, 'close')
  t.is(count, 2)
})

test.serial('a mirror gets the request once', async (t) => {
  const { endpoint, tries } = await flaky(t, { failures: 2 })
  const audit = await flaky(t, { failures: 0 })
  const mirror = { type: 'RequestMirror', backend: 'audit', numerator: 1, denominator: 1 } as const
  const snapshot = snapshotOfRule(
    { retry, filters: [mirror], backendRefs: [backendRefTo('shop')] },
    { shop: [endpoint], audit: [audit.endpoint] },
  )
  const gateway = await startTestGateway(t, snapshot)
  t.is((await gateway.fetch({ method: 'POST', body: 'hello' })).body, 'got hello')
  t.is(tries.length, 3)
  t.deepEqual(
    audit.tries.map(({ body }) => body),
    ['hello'],
  )
})

test.serial('a client that goes away is the end of it', async (t) => {
  const { endpoint, tries } = await flaky(t, { failures: 9 })
  const slow = { ...retry, backoffMs: 60_000 }
  const snapshot = snapshotOfRule({ retry: slow }, { shop: [endpoint] })
  const gateway = await startTestGateway(t, snapshot, { halfClosedProbeMs: 20 })
  const client = connect(gateway.port, '127.0.0.1')
  client.write('GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n')
  while (tries.length === 0) await new Promise(setImmediate)
  client.destroy()
  t.like(await gateway.record(), { status: 499, attempts: 1, flags: ['client-gone'] })
})

test.serial('an upgrade is not tried again', async (t) => {
  const { endpoint, tries } = await flaky(t, { failures: 9 })
  const gateway = await startTestGateway(t, snapshotOfRule({ retry }, { shop: [endpoint] }))
  const client = new WebSocket(`ws://127.0.0.1:${gateway.port}/`)
  await once(client, 'error')
  t.is(tries.length, 1)
  t.like(await gateway.record(), { status: 503, attempts: 1 })
})

test.serial('a rule with retries carries WebSocket', async (t) => {
  const gateway = await webSocketGateway(t, { retry })
  const client = new WebSocket(`ws://127.0.0.1:${gateway.port}/chat`)
  await once(client, 'open')
  const received = once(client, 'message')
  client.send('hello')
  t.is(String((await received)[0]), 'hello')
  client.terminate()
})

test.serial('the wait is as long as the rule says at least, and grows', async (t) => {
  const { endpoint } = await flaky(t, { failures: 2 })
  const gateway = await startTestGateway(
    t,
    snapshotOfRule({ retry: { ...retry, backoffMs: 100 } }, { shop: [endpoint] }),
  )
  t.is((await gateway.fetch()).status, 200)
  const { durationMs } = await gateway.record()
  t.true(durationMs >= 298, `${durationMs}`)
})
