import test from 'ava'
import { seriesOf } from '../../testing/observe/series.ts'
import type { BindReport } from '../../snapshot/bind-report.ts'
import type { HttpRule, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { createMetrics } from './metrics.ts'
import { goodRecord } from '../../testing/observe/record.ts'
import { makeLive } from '../../testing/observe/make-live.ts'
import { makeKeyPair } from '../../testing/key-pair.ts'

const listener = 'gateway/shop/web/listener/http'

test('requests are counted by listener, rule and class of status', async (t) => {
  const metrics = createMetrics()
  for (const status of [200, 204, 404, 0]) metrics.onRequest({ ...goodRecord, status })
  const series = await seriesOf(metrics)
  const of = (status: string) =>
    series[
      `rauta_requests_total{listener="${listener}",rule="httproute/shop/cart/rule/0",status="${status}"}`
    ]
  t.is(of('2xx'), 2)
  t.is(of('4xx'), 1)
  t.is(of('none'), 1)
  t.is(of('5xx'), undefined)
})

test('the limits of memory and of the heap are told, the heap within the memory', async (t) => {
  const series = await seriesOf(createMetrics())
  const memory = series['rauta_process_memory_limit_bytes'] ?? 0
  const heap = series['rauta_process_heap_limit_bytes'] ?? 0
  t.true(heap > 0 && heap < memory, `${heap} of ${memory}`)
})

test('calls of gRPC are counted by their status, and what is none of gRPC’s is one series', async (t) => {
  const metrics = createMetrics()
  for (const grpcStatus of [0, 14, 14, 16, 17, 999_999_999])
    metrics.onRequest({ ...goodRecord, grpcStatus })
  metrics.onRequest(goodRecord)
  const series = await seriesOf(metrics)
  const counted = Object.entries(series).filter(([name]) => name.startsWith('rauta_grpc_'))
  t.deepEqual(
    counted.map(([name, value]) => [/grpc_status="(\w+)"/.exec(name)?.[1], value]),
    [
      ['0', 1],
      ['14', 2],
      ['16', 1],
      ['other', 2],
    ],
  )
})

test('durations, bytes, flags and what the backend did are counted', async (t) => {
  const metrics = createMetrics()
  metrics.onRequest({ ...goodRecord, durationMs: 20 })
  metrics.onRequest({
    ...goodRecord,
    durationMs: 90_000,
    attempts: 2,
    flags: ['connect-failed', 'failed-over'],
  })
  const series = await seriesOf(metrics)
  const rule = `listener="${listener}",rule="httproute/shop/cart/rule/0"`
  const expected: Record<string, number> = {
    [`rauta_request_duration_seconds_bucket{${rule},le="0.005"}`]: 0,
    [`rauta_request_duration_seconds_bucket{${rule},le="0.025"}`]: 1,
    [`rauta_request_duration_seconds_bucket{${rule},le="60"}`]: 1,
    [`rauta_request_duration_seconds_bucket{${rule},le="+Inf"}`]: 2,
    [`rauta_request_duration_seconds_count{${rule}}`]: 2,
    [`rauta_request_duration_seconds_sum{${rule}}`]: 90.02,
    [`rauta_request_bytes_total{${rule}}`]: 20,
    [`rauta_response_bytes_total{${rule}}`]: 200,
    [`rauta_request_flags_total{listener="${listener}",flag="failed-over"}`]: 1,
    'rauta_upstream_attempts_total{backend="service/shop/cart/80"}': 3,
    'rauta_upstream_failures_total{backend="service/shop/cart/80",reason="connect-failed"}': 1,
    'rauta_upstream_duration_seconds_count{backend="service/shop/cart/80"}': 2,
  }
  for (const [name, value] of Object.entries(expected)) t.is(series[name], value, name)
})

test('nothing that a client makes up becomes a series', async (t) => {
  const metrics = createMetrics()
  metrics.onRequest({
    ...goodRecord,
    method: 'MADEUP-METHOD',
    authority: 'madeup.test',
    target: '/madeup',
    userAgent: 'madeup',
    requestId: 'madeup',
    remoteAddress: '192.0.2.1',
  })
  t.notRegex(await metrics.text(), /madeup|192\.0\.2\.1/i)
})

test('series go with their route, listener and backend, and stay for those that are live', async (t) => {
  const metrics = createMetrics()
  const both = snapshotWith(['cart', 'gone'])
  makeLive(metrics, { snapshot: both })
  const gone = {
    ...goodRecord,
    rule: 'httproute/shop/gone/rule/0',
    backend: 'service/shop/gone/80',
    flags: ['connect-failed' as const],
  }
  metrics.onRequest(goodRecord)
  metrics.onRequest(gone)
  metrics.onRequest({ ...gone, listener: 'gateway/shop/other/listener/http' })
  t.regex(await metrics.text(), /gone/)
  makeLive(metrics, { snapshot: snapshotWith(['cart']) })
  // One that was still in flight.
  metrics.onRequest(gone)
  const text = await metrics.text()
  t.notRegex(text, /gone|other/)
  t.regex(text, /rule="httproute\/shop\/cart\/rule\/0"/)
  t.regex(text, /backend="service\/shop\/cart\/80"/)
})

test('connections, requests in flight and refusals are counted by socket', async (t) => {
  const metrics = createMetrics()
  metrics.onConnection('127.0.0.1:8080', 1)
  metrics.onConnection('127.0.0.1:8080', 1)
  metrics.onConnection('127.0.0.1:8080', -1)
  metrics.onExchange('127.0.0.1:8080', 1)
  metrics.onRefused('127.0.0.1:8080', 'header-too-large')
  const series = await seriesOf(metrics)
  t.is(series['rauta_connections{socket="127.0.0.1:8080"}'], 1)
  t.is(series['rauta_connections_total{socket="127.0.0.1:8080"}'], 2)
  t.is(series['rauta_requests_in_flight{socket="127.0.0.1:8080"}'], 1)
  t.is(series['rauta_refused_total{socket="127.0.0.1:8080",reason="header-too-large"}'], 1)
})

test('a socket that is no longer bound keeps its series while it has connections', async (t) => {
  const metrics = createMetrics()
  metrics.onConnection('[::1]:9', 1)
  const empty = { snapshot: snapshotWith([]) }
  makeLive(metrics, empty)
  t.regex(await metrics.text(), /\[::1\]:9/)
  metrics.onConnection('[::1]:9', -1)
  makeLive(metrics, empty)
  t.notRegex(await metrics.text(), /\[::1\]:9/)
})

test('the configuration, its problems and its certificates are told', async (t) => {
  const metrics = createMetrics()
  const notAfter = new Date(Date.now() + 10 * 24 * 60 * 60 * 1000)
  const { certificate: certificateChain } = await makeKeyPair(['shop.test'], { notAfter })
  const certificate = (name: string, chain: string) => ({
    name,
    certificateChain: chain,
    privateKey: { reveal: () => '' },
  })
  const snapshot: RoutingSnapshot = {
    ...snapshotWith(['cart']),
    certificates: {
      'secret/shop/tls': certificate('secret/shop/tls', certificateChain),
      'secret/shop/bad': certificate('secret/shop/bad', 'garbage'),
    },
  }
  const report = {
    [listener]: { isBound: true as const },
    other: { isBound: false as const, problem: 'taken' },
  }
  makeLive(metrics, { generation: 7, snapshot, report, durationMs: 4, liveAtMs: 1_700_000_000_500 })
  metrics.onFailed()
  metrics.setProblems('manifest', 2)
  const series = await seriesOf(metrics)
  t.is(series['rauta_snapshot_generation'], 7)
  t.is(series['rauta_snapshot_apply_seconds'], 0.004)
  t.is(series['rauta_snapshot_applied_timestamp_seconds'], 1_700_000_000.5)
  t.is(series['rauta_rounds_total{result="applied"}'], 7)
  t.is(series['rauta_rounds_total{result="failed"}'], 1)
  t.is(series['rauta_config_problems{source="manifest"}'], 2)
  t.is(series[`rauta_listener_bound{listener="${listener}"}`], 1)
  t.is(series['rauta_listener_bound{listener="other"}'], 0)
  const days = series['rauta_certificate_expiry_days{certificate="secret/shop/tls"}']!
  t.true(days > 9.9 && days <= 10, String(days))
  t.is(series['rauta_certificate_expiry_days{certificate="secret/shop/bad"}'], undefined)
})

test('what is live is read anew at each reading', async (t) => {
  const metrics = createMetrics()
  const bound = `rauta_listener_bound{listener="${listener}"}`
  t.is((await seriesOf(metrics))[bound], undefined)
  let live = {
    generation: 1,
    snapshot: snapshotWith(['cart']),
    report: { [listener]: { isBound: true } } as BindReport,
    durationMs: 1,
    liveAtMs: 0,
  }
  metrics.readLiveBy(() => live)
  metrics.onRequest(goodRecord)
  t.is((await seriesOf(metrics))[bound], 1)
  live = { ...live, report: { [listener]: { isBound: false, problem: 'taken' } } }
  t.is((await seriesOf(metrics))[bound], 0)
  live = { ...live, generation: 2, snapshot: snapshotWith([]) }
  t.is((await seriesOf(metrics))['rauta_snapshot_generation'], 2)
  t.notRegex(await metrics.text(), /cart/)
})

test('every series has the prefix, a help text, and a number', async (t) => {
  const metrics = createMetrics()
  metrics.onRequest(goodRecord)
  for (const line of (await metrics.text()).split('\n').filter(Boolean)) {
    t.regex(line, /^(?:# (?:HELP|TYPE) rauta_\w+ .+|rauta_\w+(?:\{[^}]*\})? -?\d[\d.e+-]*)$/)
  }
})

test('thousands of rules are told in turns, so that traffic goes on meanwhile', async (t) => {
  const metrics = createMetrics()
  for (let number = 0; number < 3000; number++)
    metrics.onRequest({ ...goodRecord, rule: `httproute/shop/r${number}/rule/0` })
  let turns = 0
  const counting = setInterval(() => turns++)
  const chunks = await Array.fromAsync(metrics.chunks())
  clearInterval(counting)
  t.true(chunks.length > 3, `${chunks.length} chunks`)
  t.true(turns > 0)
  t.is(chunks.join('').split('rauta_request_duration_seconds_count{').length, 3001)
})

test('two gateways in one process share no series', async (t) => {
  const [one, other] = [createMetrics(), createMetrics()]
  one.onRequest(goodRecord)
  t.notRegex(await other.text(), /rule=/)
})

function snapshotWith(routes: readonly string[]): RoutingSnapshot {
  const rules = routes.map((route): HttpRule => ({
    name: `httproute/shop/${route}/rule/0`,
    filters: [],
    backendRefs: [],
    timeouts: {},
  }))
  return {
    listeners: [
      {
        name: listener,
        gateway: 'gateway/shop/web',
        protocol: 'HTTP',
        address: '127.0.0.1',
        port: 8080,
        clientPort: 8080,
        hostname: '',
        hosts: [
          {
            hostname: '',
            matches: rules.map((rule) => ({
              name: `${rule.name}/match/0`,
              path: { type: 'PathPrefix', value: '' },
              headers: [],
              queryParams: [],
              rule,
            })),
          },
        ],
      },
    ],
    backends: Object.fromEntries(
      routes.map((route) => {
        const name = `service/shop/${route}/80`
        return [name, { name, protocol: 'http1' as const }]
      }),
    ),
    endpoints: {},
    certificates: {},
    caBundles: {},
  }
}
