import { METHODS } from 'node:http'
import test from 'ava'
import * as fc from 'fast-check'
import type { HttpFilter, HttpRule, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { Exchange } from '../words/exchange.ts'
import { explainRequest, type RequestQuestion } from './explain-request.ts'
import type { Explanation } from './explanation.ts'
import { startPlane } from '../../testing/proxy/client-side/plane.ts'
import { exchange } from '../../testing/proxy/client-side/wire.ts'
import {
  exampleBackend,
  exampleConnection,
  exampleEndpoints,
  exampleHost,
  exampleListener,
  exampleMatch,
  exampleRequest,
  exampleRule,
  exampleSnapshot,
} from '../../testing/proxy/request-examples.ts'
import { createPipeline } from '../request/request-pipeline.ts'

const backend = exampleBackend()
const ref = { name: 'ref/0', weight: 1, backend: backend.name, filters: [] }
const served = {
  backends: { [backend.name]: backend },
  endpoints: { [backend.name]: exampleEndpoints(2) },
}

function explained(
  snapshot: Partial<RoutingSnapshot>,
  asked: Partial<RequestQuestion> = {},
): Explanation {
  const { hostname = 'a.example', port = 8080 } = asked
  const whole: RequestQuestion = {
    method: 'GET',
    scheme: 'http',
    hostname,
    port,
    authority: hostname,
    target: '/',
    headers: [],
    serverName: hostname,
    ...asked,
  }
  const ground = {
    snapshot: exampleSnapshot({ ...served, ...snapshot }),
    portOf: ({ clientPort }: { clientPort: number }) => clientPort,
  }
  return explainRequest(ground, whole)
}

/** A snapshot whose one listener has this rule for everything. */
function withRule(said: Partial<HttpRule>): Partial<RoutingSnapshot> {
  const rule = { ...exampleRule(), backendRefs: [ref], ...said }
  return { listeners: [exampleListener({ hosts: [exampleHost('', exampleMatch({ rule }))] })] }
}

test('each step is told up to the endpoints of the backend', (t) => {
  const { steps, outcome, backendRefs, met } = explained(withRule({}))
  t.deepEqual(
    steps.map(({ step }) => step),
    ['port', 'listener', 'hostname', 'rule'],
  )
  t.is(outcome.says, 'service/default/s/80 gets GET / for host a.example (HTTP/1.1)')
  t.true(outcome.isServed)
  t.deepEqual(
    backendRefs[0]?.endpoints.map(({ address }) => address),
    ['10.0.0.1:8080', '10.0.0.2:8080'],
  )
  t.is(met.rule, 'httproute/default/r/rule/0')
})

test('a target is read as the gateway reads it', (t) => {
  const dots = explained(withRule({}), { target: '/a/../b' })
  t.is(dots.steps[0]?.says, 'read as host a.example, path /b')
  t.regex(dots.outcome.says, /gets GET \/b /)
})

for (const [what, asked, status] of [
  ['a backslash', { target: '/a\\b' }, 400],
  ['hidden dot segments', { target: '/a/..%2fb' }, 400],
  ['a bad Host', { authority: 'a b' }, 400],
  [
    'two framings',
    {
      headers: [
        ['Content-Length', '1'],
        ['Transfer-Encoding', 'chunked'],
      ],
    },
    400,
  ],
] as const) {
  test(`${what} is refused as the gateway refuses it`, (t) => {
    const { outcome, steps } = explained(withRule({}), asked)
    t.like(outcome, { isServed: false, status })
    t.like(steps, [{ step: 'request', isPassed: false }])
  })
}

for (const method of [...METHODS, 'SETUP', 'FETCH', 'get', 'GE', 'GETS'])
  test(`${method} is served, or refused, as a client sees it`, async (t) => {
    const { port } = await startPlane(t)
    const lines = [`${method} / HTTP/1.1`, 'Host: a.test', 'Connection: close', '', '']
    const [, status] = (await exchange(t, port, lines.join('\r\n'))).split(' ')
    const { outcome, steps } = explained(withRule({}), { method })
    const isRefused = steps.some(({ step, isPassed }) => step === 'request' && !isPassed)
    t.is(isRefused ? outcome.status : 200, Number(status))
  })

test('a filter is told by what it does to this request', (t) => {
  const filters: HttpFilter[] = [
    {
      type: 'RequestHeaderModifier',
      set: [{ name: 'x-a', value: '1' }],
      add: [],
      remove: ['x-b'],
    },
    {
      type: 'URLRewrite',
      hostname: 'in.example',
      path: { type: 'ReplacePrefixMatch', value: '/new' },
    },
    {
      type: 'ResponseHeaderModifier',
      set: [],
      add: [{ name: 'x-c', value: '2' }],
      remove: ['server'],
    },
    { type: 'RequestMirror', backend: 'service/default/m/80', numerator: 1, denominator: 4 },
    { type: 'RequestMirror', backend: null, numerator: 1, denominator: 1 },
  ]
  const { steps, outcome } = explained(withRule({ filters }), {
    target: '/x?q',
    headers: [['X-B', 'old']],
  })
  t.deepEqual(
    steps.filter(({ step }) => step === 'filter').map(({ says }) => says),
    [
      'RequestHeaderModifier: no header X-B any more; header x-a: 1',
      'URLRewrite: path /x?q → /new/x?q; host a.example → in.example',
      'ResponseHeaderModifier: the answer gets x-c: 2; the answer has no header server',
      'RequestMirror: of 25 % of the requests a copy goes to service/default/m/80',
      'RequestMirror: its backendRef is invalid, so nothing is mirrored',
    ],
  )
  t.regex(outcome.says, /gets GET \/new\/x\?q for host in\.example/)
})

test('a redirect is an answer, with its location', (t) => {
  const filters: HttpFilter[] = [{ type: 'RequestRedirect', statusCode: 301, scheme: 'https' }]
  const { outcome } = explained(withRule({ filters }))
  t.deepEqual(outcome, { isServed: true, status: 301, says: 'to https://a.example/' })
})

test('a preflight is allowed, or not', (t) => {
  const filters: HttpFilter[] = [
    {
      type: 'CORS',
      allowOrigins: ['https://b.example'],
      allowCredentials: false,
      allowMethods: ['GET'],
      allowHeaders: [],
      exposeHeaders: [],
      maxAgeSeconds: 5,
    },
  ]
  const preflight = (origin: string) =>
    explained(withRule({ filters }), {
      method: 'OPTIONS',
      headers: [
        ['Origin', origin],
        ['Access-Control-Request-Method', 'GET'],
      ],
    }).outcome
  t.like(preflight('https://b.example'), { isServed: true, status: 204 })
  t.like(preflight('https://c.example'), { isServed: false, status: 403 })
})

test('beside a redirect those filters are told that have a part in it', (t) => {
  const filters: HttpFilter[] = [
    { type: 'RequestRedirect', statusCode: 302 },
    { type: 'RequestMirror', backend: backend.name, numerator: 1, denominator: 1 },
    { type: 'ResponseHeaderModifier', set: [{ name: 'x-a', value: 'b' }], add: [], remove: [] },
  ]
  const { steps } = explained(withRule({ filters }))
  t.deepEqual(
    steps.filter(({ step }) => step === 'filter').map(({ says }) => says),
    [
      'RequestRedirect: answered by the gateway, without a backend',
      'RequestMirror: not used for this answer',
      'ResponseHeaderModifier: the answer gets x-a: b',
    ],
  )
})

test('a preflight is told by the rule that the announced method would meet', (t) => {
  const cors: HttpFilter = {
    type: 'CORS',
    allowOrigins: ['https://b.example'],
    allowCredentials: false,
    allowMethods: ['PUT'],
    allowHeaders: [],
    exposeHeaders: [],
    maxAgeSeconds: 5,
  }
  const matchOf = (number: number, method: string | undefined, filters: readonly HttpFilter[]) =>
    exampleMatch({
      name: `httproute/default/r/rule/${number}/match/0`,
      ...(method !== undefined && { method }),
      rule: { ...exampleRule(), name: `httproute/default/r/rule/${number}`, filters },
    })
  const hosts = [
    exampleHost(
      '',
      matchOf(0, 'PUT', [cors]),
      matchOf(1, 'DELETE', []),
      matchOf(2, undefined, [cors]),
    ),
  ]
  const preflight = (method: string) =>
    explained(
      { listeners: [exampleListener({ hosts })] },
      {
        method: 'OPTIONS',
        headers: [
          ['Origin', 'https://b.example'],
          ['Access-Control-Request-Method', method],
        ],
      },
    )
  const put = preflight('PUT')
  t.is(put.outcome.status, 204)
  t.is(put.met.rule, 'httproute/default/r/rule/0')
  t.regex(put.steps.map(({ says }) => says).join('\n'), /which the announced PUT would meet/)
  t.is(preflight('POST').met.rule, 'httproute/default/r/rule/2')
  const refused = preflight('DELETE')
  t.is(refused.outcome.status, 403)
  t.regex(
    refused.steps.at(-1)?.says ?? '',
    /a DELETE would meet .*rule\/1.*, which has no CORS filter/,
  )
})

test('a preflight of a request that a refused rule would answer gets its error', (t) => {
  const refused = exampleMatch({
    method: 'PUT',
    rule: { ...exampleRule(), refused: 'because' },
  })
  const options = exampleMatch({
    method: 'OPTIONS',
    rule: { ...exampleRule(), backendRefs: [ref] },
  })
  const headers = [
    ['Origin', 'https://b.example'],
    ['Access-Control-Request-Method', 'PUT'],
  ] as const
  const outcomeOf = (...matches: Parameters<typeof exampleHost>[1][]) =>
    explained(
      { listeners: [exampleListener({ hosts: [exampleHost('', ...matches)] })] },
      { method: 'OPTIONS', headers },
    ).outcome
  const whole = exampleMatch({ rule: { ...exampleRule(), backendRefs: [ref] } })
  t.like(outcomeOf(refused), { status: 500, says: 'because' })
  t.like(outcomeOf(refused, whole), { status: 500, says: 'because' })
  t.true(outcomeOf(options, refused).isServed)
})

test('a rule that is refused says why, as does a backendRef, and shares are told', (t) => {
  t.like(explained(withRule({ refused: 'because' })).outcome, { status: 500, says: 'because' })
  const invalid = { ...ref, weight: 3, backend: null, invalid: 'no such Service' }
  const { outcome, backendRefs } = explained(withRule({ backendRefs: [ref, invalid] }))
  t.is(
    outcome.says,
    '25 %: service/default/s/80 gets GET / for host a.example (HTTP/1.1); 75 %: no such Service',
  )
  t.true(outcome.isServed)
  t.deepEqual(
    backendRefs.map(({ percent }) => percent),
    [25, 75],
  )
  t.like(explained(withRule({ backendRefs: [invalid] })).outcome, { isServed: false, status: 500 })
  t.like(explained({ ...withRule({}), endpoints: {} }).outcome, { isServed: false, status: 503 })
})

test('a client of gRPC is told a status of gRPC', (t) => {
  const headers = [['Content-Type', 'application/grpc']] as const
  const { outcome } = explained({ ...withRule({}), endpoints: {} }, { method: 'POST', headers })
  t.like(outcome, { isServed: false, status: 200, grpcStatus: 14 })
})

test('what was nearest comes first, with the first thing that did not hold', (t) => {
  const path = (value: string) => ({ type: 'PathPrefix', value }) as const
  const header = { name: 'x-v', type: 'Exact', value: '2' } as const
  const param = { name: 'p', type: 'RegularExpression', value: '[0-9]' } as const
  const hosts = [
    exampleHost(
      'a.example',
      exampleMatch({ name: 'other-path', path: path('/b') }),
      exampleMatch({ name: 'header', path: path('/a'), headers: [header] }),
      exampleMatch({ name: 'param', path: path('/a'), queryParams: [param] }),
      exampleMatch({ name: 'method', path: path('/a'), method: 'PUT' }),
    ),
    exampleHost('b.example', exampleMatch({ name: 'other-host', path: path('/a') })),
  ]
  const listener = exampleListener({ hosts })
  const elsewhere = exampleListener({
    name: 'elsewhere',
    port: 81,
    clientPort: 81,
    hosts: [exampleHost('', exampleMatch({ name: 'other-port' }))],
  })
  const { near, outcome } = explained(
    { listeners: [listener, elsewhere] },
    { target: '/a?p=x', headers: [['X-V', '1']] },
  )
  t.like(outcome, { isServed: false, status: 404 })
  t.deepEqual(
    near.map(({ name, part, why }) => [name, part, why]),
    [
      ['header', 'header', 'the header x-v must be "2", and is "1"'],
      ['param', 'query parameter', 'the query parameter p must match [0-9], and is "x"'],
      ['method', 'method', 'the method must be "PUT", and is "GET"'],
      ['other-port', 'port', 'it is served on port 81 (HTTP)'],
      ['other-path', 'path', 'the path must be /b or below it, and is /a'],
      ['other-host', 'hostname', 'it is for b.example, the request for a.example'],
    ],
  )
})

test('a less specific listener is not asked, and this is said', (t) => {
  const specific = exampleListener({ hostname: 'a.example', hosts: [] })
  const general = exampleListener({ hosts: [exampleHost('', exampleMatch({ name: 'general' }))] })
  const { near } = explained({ listeners: [specific, general] })
  t.like(near, [{ name: 'general', part: 'listener' }])
  t.regex(near[0]!.why, /listener\/a\.example is more specific/)
})

const https = exampleListener({
  name: 'gateway/default/g/listener/a',
  protocol: 'HTTPS',
  port: 8443,
  clientPort: 443,
  hostname: 'a.example',
  tls: {
    certificates: ['secret/default/a'],
    clientValidation: { mode: 'AllowValidOnly', caBundles: ['configmap/default/ca'] },
  },
  hosts: [
    exampleHost('a.example', exampleMatch({ rule: { ...exampleRule(), backendRefs: [ref] } })),
  ],
})
const other = { ...https, name: 'gateway/default/g/listener/b', hostname: 'b.example', hosts: [] }

test('the handshake is told: the listener, its certificate, and whom it asks for one', (t) => {
  const { steps, outcome } = explained(
    { listeners: [https, other] },
    { scheme: 'https', port: 443 },
  )
  t.is(
    steps[1]?.says,
    'server name a.example → gateway/default/g/listener/a (a.example), which shows secret/default/a; it requires a valid client certificate',
  )
  t.true(outcome.isServed)
})

test('another server name than the host is 421, one that nobody has is no handshake', (t) => {
  const asked = { scheme: 'https', port: 443 } as const
  const misdirected = explained(
    { listeners: [https, other] },
    { ...asked, serverName: 'b.example' },
  )
  t.like(misdirected.outcome, { isServed: false, status: 421 })
  t.regex(misdirected.steps.at(-1)!.says, /was for b\.example, and a\.example belongs to /)
  const refused = explained({ listeners: [https] }, { ...asked, serverName: 'c.example' })
  t.deepEqual(refused.outcome, { isServed: false, says: 'the handshake is refused' })
})

test('a port is named by what clients name, or by what is bound; one that is not there is told', (t) => {
  const at = (port: number, scheme: 'http' | 'https' = 'https') =>
    explained({ listeners: [https] }, { scheme, port }).steps[0]
  t.like(at(443), { isPassed: true, says: '443, which is bound at 127.0.0.1:8443' })
  t.like(at(8443), { isPassed: true, says: '443, which is bound at 127.0.0.1:8443' })
  t.like(at(80), { isPassed: false, says: 'nothing listens on 80 (there is 443 (HTTPS))' })
  t.like(at(443, 'http'), { isPassed: false, says: '443 is there for HTTPS, not for HTTP' })
})

test('HTTPS to a listener that passes TLS through goes where its server name says', (t) => {
  const rule = { name: 'tlsroute/default/r/rule/0', backendRefs: [ref] }
  const passing = {
    ...exampleListener({ port: 8443, clientPort: 443 }),
    protocol: 'TLS' as const,
    serverNames: [{ hostname: 'a.example', rule }],
  }
  const { outcome, met } = explained({ listeners: [passing] }, { scheme: 'https', port: 443 })
  t.true(outcome.isServed)
  t.is(met.rule, rule.name)
})

const filter = fc.constantFrom<HttpFilter>(
  { type: 'RequestRedirect', statusCode: 302 },
  {
    type: 'CORS',
    allowOrigins: ['https://b.example'],
    allowCredentials: false,
    allowMethods: [],
    allowHeaders: [],
    exposeHeaders: [],
    maxAgeSeconds: 5,
  },
  { type: 'URLRewrite', hostname: 'c.example' },
)
const anyRule = fc.record(
  {
    filters: fc.uniqueArray(filter, { maxLength: 2 }),
    backendRefs: fc.array(
      fc.record({
        name: fc.constant('ref'),
        weight: fc.constantFrom(0, 1),
        backend: fc.constantFrom(backend.name, null),
        filters: fc.uniqueArray(filter, { maxLength: 1 }),
      }),
      { maxLength: 1 },
    ),
    refused: fc.constant('refused'),
  },
  { requiredKeys: ['filters', 'backendRefs'] },
)
const anyHost = fc.record({
  hostname: fc.constantFrom('', '*.example', 'a.example'),
  prefix: fc.constantFrom('', '/a', '/a/b'),
  method: fc.constantFrom('GET', 'OPTIONS'),
  rule: anyRule,
})
const anyRequest = fc.record({
  hostname: fc.constantFrom('a.example', 'b.example', 'localhost'),
  target: fc.constantFrom('/', '/a', '/a/b', '/ab'),
  method: fc.constantFrom('GET', 'OPTIONS'),
  origin: fc.constantFrom('https://b.example', 'https://c.example'),
  type: fc.constantFrom('application/grpc', 'text/plain'),
})

test('explain tells the status that the pipeline answers with', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyHost, { maxLength: 4 }), anyRequest, async (made, asked) => {
      const hosts = made.map(({ hostname, prefix, method, rule: said }, index) => {
        const path = { type: 'PathPrefix', value: prefix } as const
        const rule = { ...exampleRule(`${index}`), ...said }
        return exampleHost(hostname, exampleMatch({ name: `${index}`, path, method, rule }))
      })
      // No endpoint: every answer is the gateway's own.
      const snapshot = exampleSnapshot({
        listeners: [exampleListener({ hosts })],
        backends: served.backends,
      })
      const { hostname, target, method, origin, type } = asked
      const headers = [
        ['Origin', origin],
        ['Access-Control-Request-Method', 'GET'],
        ['Content-Type', type],
      ] as const
      const httpVersion = type === 'text/plain' ? '1.1' : '2'
      const request = exampleRequest({ hostname, target, method, headers, httpVersion })
      const { outcome } = explained(snapshot, { hostname, target, method, headers })
      t.is(outcome.status, await answeredBy(snapshot, request))
    }),
    { numRuns: 300 },
  )
})

async function answeredBy(snapshot: RoutingSnapshot, request: Exchange['request']) {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const { pipeline, apply, close } = createPipeline({
    observer: { log, onRequest() {}, onStream() {}, onConnection() {}, onRefused() {} },
  })
  apply(snapshot)
  let status: number | undefined
  await pipeline({
    request,
    connection: exampleConnection(),
    body: undefined,
    bodyLength: undefined,
    trailers: () => [],
    signal: new AbortController().signal,
    leaveIdleToRule() {},
    bytes: { received: 0, sent: 0 },
    inform() {},
    async respond(response) {
      status = response.status
    },
    async switchProtocols() {},
  })
  await close()
  return status
}
