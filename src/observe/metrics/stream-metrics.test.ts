import test from 'ava'
import { makeLive } from '../../testing/observe/make-live.ts'
import { seriesOf } from '../../testing/observe/series.ts'
import { createMetrics } from './metrics.ts'
import type { RoutingSnapshot, StreamRule } from '../../snapshot/routing-snapshot.ts'
import { goodRecord, goodStream } from '../../testing/observe/record.ts'

const listener = 'gateway/shop/web/listener/tls'
const rule = `listener="${listener}",rule="tlsroute/shop/db/rule/0"`
const backend = 'backend="service/shop/db/5432"'

test('streams are counted by listener, rule and what became of them', async (t) => {
  const metrics = createMetrics()
  metrics.onStream(goodStream)
  metrics.onStream({ ...goodStream, attempts: 2, flags: ['failed-over'] })
  metrics.onStream({ ...goodStream, attempts: 3, flags: ['failed-over', 'connect-failed'] })
  metrics.onStream({ ...goodStream, flags: ['upstream-reset'], durationMs: 90_000 })
  const series = await seriesOf(metrics)
  const expected: Record<string, number> = {
    [`rauta_streams_total{${rule},outcome="ok"}`]: 2,
    [`rauta_streams_total{${rule},outcome="connect-failed"}`]: 1,
    [`rauta_streams_total{${rule},outcome="upstream-reset"}`]: 1,
    [`rauta_stream_duration_seconds_bucket{${rule},le="5"}`]: 3,
    [`rauta_stream_duration_seconds_count{${rule}}`]: 4,
    [`rauta_stream_received_bytes_total{${rule}}`]: 20,
    [`rauta_stream_sent_bytes_total{${rule}}`]: 320,
    [`rauta_stream_flags_total{listener="${listener}",flag="failed-over"}`]: 2,
    [`rauta_upstream_attempts_total{${backend}}`]: 7,
    [`rauta_upstream_failures_total{${backend},reason="connect-failed"}`]: 1,
    [`rauta_upstream_failures_total{${backend},reason="upstream-reset"}`]: 1,
  }
  for (const [name, value] of Object.entries(expected)) t.is(series[name], value, name)
  t.notRegex(await metrics.text(), /_datagrams_total\{/)
})

test('datagrams are counted where there are any', async (t) => {
  const metrics = createMetrics()
  metrics.onStream({ ...goodStream, protocol: 'UDP', datagramsReceived: 3, datagramsSent: 4 })
  const series = await seriesOf(metrics)
  t.is(series[`rauta_stream_received_datagrams_total{${rule}}`], 3)
  t.is(series[`rauta_stream_sent_datagrams_total{${rule}}`], 4)
})

test('requests and streams to one backend are in one series, in families that are there once', async (t) => {
  const metrics = createMetrics()
  metrics.onStream(goodStream)
  metrics.onRequest({ ...goodRecord, backend: 'service/shop/db/5432', attempts: 2 })
  t.is((await seriesOf(metrics))[`rauta_upstream_attempts_total{${backend}}`], 3)
  const families = (await metrics.text()).match(/^# TYPE \w+/gm) ?? []
  t.deepEqual(families, [...new Set(families)])
})

test('nothing that a client makes up becomes a series', async (t) => {
  const metrics = createMetrics()
  metrics.onStream({ ...goodStream, serverName: 'madeup.test', remoteAddress: '192.0.2.1' })
  t.notRegex(await metrics.text(), /madeup|192\.0\.2\.1/)
})

test('series of streams go with their rule, listener and backend', async (t) => {
  const metrics = createMetrics()
  makeLive(metrics, { snapshot: snapshotWith(['db', 'gone']) })
  const gone = {
    ...goodStream,
    rule: 'tlsroute/shop/gone/rule/0',
    backend: 'service/shop/gone/5432',
    flags: ['upstream-reset' as const],
  }
  metrics.onStream(goodStream)
  metrics.onStream(gone)
  metrics.onStream({ ...goodStream, listener: 'gateway/shop/other/listener/tcp' })
  t.regex(await metrics.text(), /gone/)
  makeLive(metrics, { snapshot: snapshotWith(['db']) })
  // One that was still open.
  metrics.onStream(gone)
  const text = await metrics.text()
  t.notRegex(text, /gone|other/)
  t.regex(text, /rauta_streams_total\{.*rule="tlsroute\/shop\/db\/rule\/0"/)
})

function snapshotWith(routes: readonly string[]): RoutingSnapshot {
  const rules = routes.map((route): StreamRule => ({
    name: `tlsroute/shop/${route}/rule/0`,
    backendRefs: [],
  }))
  return {
    listeners: [
      {
        name: listener,
        gateway: 'gateway/shop/web',
        protocol: 'TLS',
        address: '127.0.0.1',
        port: 8443,
        clientPort: 443,
        hostname: '',
        serverNames: rules.map((one) => ({ hostname: one.name, rule: one })),
      },
    ],
    backends: Object.fromEntries(
      routes.map((route) => {
        const name = `service/shop/${route}/5432`
        return [name, { name, protocol: 'http1' as const }]
      }),
    ),
    endpoints: {},
    certificates: {},
    caBundles: {},
  }
}
