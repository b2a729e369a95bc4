// The whole way of a request: a real client, a real listener, the pipeline, real backends.
import test from 'ava'
import type { AccessFlag } from '../../observe/log/access-record.ts'
import type { HttpRule } from '../../snapshot/routing-snapshot.ts'
import {
  deadEndpoint,
  httpBackend,
  rawBackend,
  type Handler,
} from '../../testing/proxy/endpoint-side/backends.ts'
import { exampleListener, exampleSnapshot } from '../../testing/proxy/request-examples.ts'
import { backendRefTo, snapshotOfRule, startTestGateway } from '../../testing/proxy/gateway.ts'

type Test = { teardown(close: () => Promise<void>): void }

async function backend(t: Test, handler: Handler, protocol: 'http1' | 'h2c' = 'http1') {
  const started = await httpBackend(protocol, handler)
  t.teardown(started.close)
  return started
}

/** Answers with what it was asked. */
const echo: Handler = (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { method, url, headers } = request
    response.setHeader('X-From', 'backend')
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }))
  })
}

for (const protocol of ['http1', 'h2c'] as const) {
  test(`${protocol}: a request goes to the backend and its answer to the client`, async (t) => {
    const { endpoint } = await backend(t, echo, protocol)
    const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: [endpoint] }, protocol))
    const answer = await gateway.fetch({
      method: 'POST',
      path: '/a%20b?c=d',
      headers: {
        'User-Agent': 'test/1',
        'X-Forwarded-For': '192.0.2.1',
        traceparent: '00-ab-cd-01',
      },
      body: 'hello',
    })
    t.is(answer.status, 200)
    t.is(answer.headers['x-from'], 'backend')
    const asked = JSON.parse(answer.body)
    t.is(asked.method, 'POST')
    t.is(asked.url, '/a%20b?c=d')
    t.is(asked.body, 'hello')
    t.is(asked.headers[':authority'] ?? asked.headers.host, 'shop.example')
    t.is(asked.headers['x-forwarded-for'], '127.0.0.1')
    t.is(asked.headers['x-forwarded-proto'], 'http')
    t.is(asked.headers['x-forwarded-host'], 'shop.example')
    t.is(asked.headers.traceparent, '00-ab-cd-01')

    const record = await gateway.record()
    t.is(asked.headers['x-request-id'], record.requestId)
    t.like(record, {
      status: 200,
      method: 'POST',
      authority: 'shop.example',
      target: '/a%20b?c=d',
      protocol: 'HTTP/1.1',
      remoteAddress: '127.0.0.1',
      flags: [],
      attempts: 1,
      backend: 'shop',
      endpoint: `127.0.0.1:${endpoint.port}`,
      rule: 'httproute/default/r/rule/0',
      ruleLabel: 'all',
      match: 'httproute/default/r/rule/0/match/0',
      listener: 'gateway/default/g/listener/',
      bytesReceived: 5,
      bytesSent: answer.body.length,
      userAgent: 'test/1',
    })
    t.true(record.durationMs >= (record.upstreamMs ?? Infinity))
    for (const ms of [record.durationMs, record.upstreamMs]) t.regex(`${ms}`, /^\d+(\.\d{1,3})?$/)
    t.is(record.error, undefined)
  })
}

test('a request id is kept where it is one word, and made anew otherwise', async (t) => {
  const { endpoint } = await backend(t, echo)
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: [endpoint] }))
  const sent = async (id: string) => {
    await gateway.fetch({ headers: { 'X-Request-Id': id } })
    return (await gateway.record()).requestId
  }
  t.is(await sent('abc-123'), 'abc-123')
  for (const bad of ['a b', '', 'x'.repeat(200)]) t.regex(await sent(bad), /^[0-9a-f-]{36}$/)
})

const local = test.macro({
  title: (title) => `${title}, and the access log knows why`,
  exec: async (
    t,
    given: { rule?: Partial<HttpRule>; host?: string; status: number; flag: AccessFlag },
  ) => {
    const snapshot = given.rule
      ? snapshotOfRule(given.rule, { shop: [] })
      : exampleSnapshot({
          listeners: [exampleListener({ hostname: 'shop.example', hosts: [] })],
        })
    const gateway = await startTestGateway(t, snapshot)
    const headers = { Host: given.host ?? 'shop.example' }
    const answer = await gateway.fetch({ headers })
    t.is(answer.status, given.status)
    t.is(answer.headers['content-type'], 'text/plain; charset=utf-8')
    t.is(answer.headers['x-added'], undefined)
    t.regex(answer.body, /^[A-Z].+\.\n$/)
    const record = await gateway.record()
    t.is(record.status, given.status)
    t.deepEqual(record.flags, [given.flag])
    t.is(record.attempts, 0)
    const head = await gateway.fetch({ method: 'HEAD', headers })
    t.is(head.status, given.status)
    t.is(head.body, '')
  },
})

const adding: HttpRule['filters'] = [
  {
    type: 'ResponseHeaderModifier',
    set: [{ name: 'X-Added', value: '1' }],
    add: [],
    remove: [],
  },
]
test('no listener is 404', local, { host: 'other.example', status: 404, flag: 'no-listener' })
test('no rule is 404', local, { status: 404, flag: 'no-rule' })
test('a refused rule is 500', local, {
  rule: { refused: 'ExternalAuth is not served', filters: adding },
  status: 500,
  flag: 'rule-refused',
})
test('an invalid backendRef is 500', local, {
  rule: { backendRefs: [backendRefTo(null, { invalid: 'no such Service' })], filters: adding },
  status: 500,
  flag: 'backend-invalid',
})
test('no backendRef is 500', local, {
  rule: { backendRefs: [] },
  status: 500,
  flag: 'backend-invalid',
})
test('weights of 0 alone are 500', local, {
  rule: { backendRefs: [backendRefTo('shop', { weight: 0 })] },
  status: 500,
  flag: 'backend-invalid',
})
test('no endpoint is 503', local, { rule: { filters: adding }, status: 503, flag: 'no-endpoint' })

test('before the first snapshot every request is 404', async (t) => {
  const gateway = await startTestGateway(t, exampleSnapshot())
  t.is((await gateway.fetch()).status, 404)
})

test('a redirect needs no backend, on a rule or a backendRef', async (t) => {
  const filters: HttpRule['filters'] = [
    { type: 'RequestRedirect', hostname: 'new.example', statusCode: 301 },
  ]
  const ofRule = snapshotOfRule({ filters, backendRefs: [] })
  const ofRef = snapshotOfRule({ backendRefs: [backendRefTo('shop', { filters })] }, { shop: [] })
  for (const snapshot of [ofRule, ofRef]) {
    const gateway = await startTestGateway(t, snapshot)
    const answer = await gateway.fetch({ path: '/a?b' })
    t.is(answer.status, 301)
    t.is(answer.headers.location, 'http://new.example:8080/a?b')
    t.deepEqual((await gateway.record()).flags, ['redirected'])
  }
})

test('filters of the rule come before those of the backendRef, both ways', async (t) => {
  const { endpoint } = await backend(t, echo)
  const set = (type: 'RequestHeaderModifier' | 'ResponseHeaderModifier', value: string) =>
    ({ type, set: [], add: [{ name: 'X-Way', value }], remove: ['X-From'] }) as const
  const snapshot = snapshotOfRule(
    {
      filters: [
        set('RequestHeaderModifier', 'rule'),
        set('ResponseHeaderModifier', 'rule'),
        {
          type: 'URLRewrite',
          hostname: 'inner.example',
          path: { type: 'ReplaceFullPath', value: '/new' },
        },
      ],
      backendRefs: [
        backendRefTo('shop', {
          filters: [set('RequestHeaderModifier', 'ref'), set('ResponseHeaderModifier', 'ref')],
        }),
      ],
    },
    { shop: [endpoint] },
  )
  const gateway = await startTestGateway(t, snapshot)
  const answer = await gateway.fetch({ path: '/old?q=1', headers: { 'X-Way': 'client' } })
  const asked = JSON.parse(answer.body)
  t.is(asked.headers['x-way'], 'client,rule,ref')
  t.is(asked.url, '/new?q=1')
  t.is(asked.headers.host, 'inner.example')
  t.is(asked.headers['x-forwarded-host'], 'shop.example')
  t.is(answer.headers['x-way'], 'rule,ref')
  t.is(answer.headers['x-from'], undefined)
})

test('a header rule can not touch framing', async (t) => {
  const { endpoint } = await backend(t, echo)
  const values = [
    { name: 'Content-Length', value: '1' },
    { name: 'Transfer-Encoding', value: 'gzip' },
    { name: 'Connection', value: 'x-a' },
    { name: 'Upgrade', value: 'h2c' },
  ]
  const filters = (['RequestHeaderModifier', 'ResponseHeaderModifier'] as const).map((type) => ({
    type,
    set: values,
    add: [],
    remove: [],
  }))
  const gateway = await startTestGateway(t, snapshotOfRule({ filters }, { shop: [endpoint] }))
  const answer = await gateway.fetch({ method: 'POST', body: 'hello' })
  t.is(JSON.parse(answer.body).body, 'hello')
})

test('an endpoint that can not be reached is passed over, with the body intact', async (t) => {
  const { endpoint } = await backend(t, echo)
  const dead = await Promise.all([deadEndpoint(t), deadEndpoint(t), deadEndpoint(t)])
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: [...dead, endpoint] }))
  const body = 'x'.repeat(300_000)
  let mostAttempts = 0
  for (let i = 0; i < 12; i += 1) {
    const answer = await gateway.fetch({ method: 'POST', body })
    t.is(JSON.parse(answer.body).body, body)
    const { attempts, flags, endpoint: used } = await gateway.record()
    t.is(used, `127.0.0.1:${endpoint.port}`)
    t.deepEqual(flags, attempts > 1 ? ['failed-over'] : [])
    mostAttempts = Math.max(mostAttempts, attempts)
  }
  t.true(mostAttempts > 1)
})

test('an endpoint that is killed before it answers costs no request that is safe and has no body', async (t) => {
  const { endpoint } = await backend(t, echo)
  const killed = await rawBackend((socket) => void socket.once('data', () => socket.destroy()))
  t.teardown(killed.close)
  const shop = [killed.endpoint, endpoint]
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop }))
  const seen = new Set<string>()
  for (let i = 0; i < 24; i += 1) {
    t.is((await gateway.fetch()).status, 200)
    const { attempts, flags } = await gateway.record()
    seen.add(`${attempts} ${flags.join()}`)
  }
  t.deepEqual([...seen].toSorted(), ['1 ', '2 failed-over'])
  // What may have been acted on is not sent twice.
  const statuses = new Set<number>()
  for (let i = 0; i < 24; i += 1) {
    statuses.add((await gateway.fetch({ method: 'POST', body: 'x' })).status)
    t.is((await gateway.record()).attempts, 1)
  }
  t.deepEqual([...statuses].toSorted(), [200, 502])
})

test('where every endpoint is killed a request is sent twice, not to all', async (t) => {
  let sent = 0
  const kill = () =>
    rawBackend((socket) => void socket.once('data', () => (sent++, socket.destroy())))
  const killed = await Promise.all([kill(), kill(), kill(), kill()])
  for (const { close } of killed) t.teardown(close)
  const shop = killed.map((each) => each.endpoint)
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop }))
  t.is((await gateway.fetch()).status, 502)
  t.is(sent, 2)
})

test('an endpoint that could not be reached is ejected', async (t) => {
  const { endpoint } = await backend(t, echo)
  const gateway = await startTestGateway(
    t,
    snapshotOfRule({}, { shop: [await deadEndpoint(t), endpoint] }),
  )
  const attempts = async () => {
    await gateway.fetch()
    return (await gateway.record()).attempts
  }
  while ((await attempts()) === 1);
  t.is(await attempts(), 1)
})

test('where no endpoint can be reached each is tried once', async (t) => {
  const dead = await Promise.all([deadEndpoint(t), deadEndpoint(t), deadEndpoint(t)])
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: dead }))
  const answer = await gateway.fetch()
  t.is(answer.status, 502)
  t.notRegex(answer.body, /127\.0\.0\.1|ECONNREFUSED/)
  const record = await gateway.record()
  t.is(record.attempts, 3)
  t.deepEqual([...record.flags].toSorted(), ['connect-failed', 'failed-over'])
  t.regex(record.error ?? '', /ECONNREFUSED/)
})

test('what an endpoint may have acted on is not sent to another', async (t) => {
  let asked = 0
  const closing: Handler = (request) => {
    asked += 1
    request.socket.destroy()
  }
  const both = await Promise.all([backend(t, closing), backend(t, closing)])
  const endpoints = both.map(({ endpoint }) => endpoint)
  const gateway = await startTestGateway(t, snapshotOfRule({}, { shop: endpoints }))
  t.is((await gateway.fetch({ method: 'POST', body: 'x' })).status, 502)
  t.is(asked, 1)
  t.deepEqual((await gateway.record()).flags, ['upstream-reset'])
})

test('a request goes by the snapshot that was live when it began', async (t) => {
  const arrived = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  const first = await backend(t, (_, response) => {
    arrived.resolve()
    void answer.promise.then(() => response.end('first'))
  })
  const second = await backend(t, (_, response) => response.end('second'))
  const gateway = await startTestGateway(
    t,
    snapshotOfRule({ filters: adding }, { shop: [first.endpoint] }),
  )
  const early = gateway.fetch()
  await arrived.promise
  gateway.pipeline.apply(snapshotOfRule({}, { other: [second.endpoint] }))
  const late = await gateway.fetch()
  t.is(late.body, 'second')
  t.is(late.headers['x-added'], undefined)
  answer.resolve()
  t.is((await early).body, 'first')
  t.is((await early).headers['x-added'], '1')
})
