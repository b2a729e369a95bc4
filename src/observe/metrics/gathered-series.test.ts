// Series of workers through JSON, as the main process shows them.
import test from 'ava'
import { goodRecord } from '../../testing/observe/record.ts'
import { makeLive } from '../../testing/observe/make-live.ts'
import { seriesOf } from '../../testing/observe/series.ts'
import { createMetrics } from './metrics.ts'
import { createSeriesChanges } from './series-changes.ts'
import { createTrafficMetrics } from './traffic-metrics.ts'

const rule = 'listener="gateway/shop/web/listener/http",rule="httproute/shop/cart/rule/0"'
const requests = `rauta_requests_total{${rule},status="2xx"}`
const socket = '127.0.0.1:8080'

/** A worker with the series that it tells; and the main process. */
function fleet(count: number) {
  const main = createMetrics()
  const workers = Array.from({ length: count }, (_, index) => {
    const traffic = createTrafficMetrics()
    const changes = createSeriesChanges(traffic.families)
    const tell = () => {
      const text = JSON.stringify(changes())
      main.workers.onTold(index + 1, JSON.parse(text))
      return text
    }
    return { traffic, tell }
  })
  return { main, workers }
}

test('what workers counted is one sum, a histogram too', async (t) => {
  const { main, workers } = fleet(2)
  for (const [index, { traffic, tell }] of workers.entries()) {
    traffic.onRequest({ ...goodRecord, durationMs: index === 0 ? 2 : 50 })
    traffic.onConnection(socket, 1)
    tell()
  }
  const series = await seriesOf(main)
  t.is(series[requests], 2)
  t.is(series[`rauta_connections{socket="${socket}"}`], 2)
  t.is(series[`rauta_request_duration_seconds_bucket{${rule},le="0.005"}`], 1)
  t.is(series[`rauta_request_duration_seconds_bucket{${rule},le="0.1"}`], 2)
  t.is(series[`rauta_request_duration_seconds_count{${rule}}`], 2)
  t.is(series[`rauta_request_duration_seconds_sum{${rule}}`]?.toFixed(9), '0.052000000')
})

test('only what changed is told', (t) => {
  const { workers } = fleet(1)
  const { traffic, tell } = workers[0]!
  traffic.onRequest(goodRecord)
  t.regex(tell(), /rauta_requests_total/)
  t.is(tell(), '[]')
  traffic.onConnection(socket, 1)
  t.regex(tell(), /^\[\{"family":"rauta_connections",/)
})

test('what a worker counted stays when it ends, and what it had open goes', async (t) => {
  const { main, workers } = fleet(2)
  for (const { traffic, tell } of workers) {
    traffic.onRequest(goodRecord)
    traffic.onConnection(socket, 1)
    tell()
  }
  main.workers.onEnded(1)
  const series = await seriesOf(main)
  t.is(series[requests], 2)
  t.is(series[`rauta_request_duration_seconds_count{${rule}}`], 2)
  t.is(series[`rauta_connections{socket="${socket}"}`], 1)
  t.is(series[`rauta_connections_total{socket="${socket}"}`], 2)
})

test('a series that its worker has no more is none, and comes back whole', async (t) => {
  const { main, workers } = fleet(1)
  const { traffic, tell } = workers[0]!
  traffic.onRequest(goodRecord)
  tell()
  const none = { listeners: new Set<string>(), rules: new Set<string>() }
  traffic.retain({ ...none, backends: new Set(), sockets: new Set() })
  tell()
  t.is((await seriesOf(main))[requests], undefined)
  traffic.onRequest(goodRecord)
  tell()
  t.is((await seriesOf(main))[requests], 1)
})

test('series of a route that is gone go with what ended workers counted', async (t) => {
  const { main, workers } = fleet(1)
  workers[0]!.traffic.onRequest(goodRecord)
  workers[0]!.traffic.onConnection(socket, 1)
  workers[0]!.tell()
  main.workers.onEnded(1)
  const empty = { listeners: [], backends: {}, endpoints: {}, certificates: {}, caBundles: {} }
  makeLive(main, { snapshot: empty })
  t.notRegex(await main.text(), /cart|127\.0\.0\.1/)
})

test('workers are asked before each reading, and their processes have a series each', async (t) => {
  const { main } = fleet(0)
  const cpu = { family: 'rauta_process_cpu_seconds_total', labels: {} }
  main.workers.askBy(async () => {
    for (const worker of [1, 2]) main.workers.onTold(worker, [{ ...cpu, value: worker * 10 }])
  })
  main.workers.onServing(2)
  main.workers.onRestart('SIGKILL')
  const series = await seriesOf(main)
  t.is(series['rauta_process_cpu_seconds_total{worker="1"}'], 10)
  t.is(series['rauta_process_cpu_seconds_total{worker="2"}'], 20)
  t.true(series['rauta_process_cpu_seconds_total']! > 0)
  t.is(series['rauta_workers'], 2)
  t.is(series['rauta_worker_restarts_total{cause="SIGKILL"}'], 1)
})
