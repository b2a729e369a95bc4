import test from 'ava'
import { changeTable, costTable, throughputTable } from './tables.ts'
import { medians, type Throughput } from './throughput.ts'

const nginx: Throughput = {
  proxy: 'nginx',
  protocol: 'HTTP/1.1',
  requestsPerSecond: 60_000,
  p50Ms: 1,
  p99Ms: 2,
  failed: 0,
}
const rauta: Throughput = { ...nginx, proxy: 'rauta', requestsPerSecond: 15_000, failed: 3 }

test('requests a second are shown beside those of nginx and of bare Express', (t) => {
  const bare: Throughput = { ...nginx, proxy: 'bare express', requestsPerSecond: 20_000 }
  const http2: Throughput = { ...rauta, protocol: 'HTTP/2' }
  t.is(
    throughputTable([nginx, rauta, bare, http2]),
    [
      '                        requests/s  p50 ms  p99 ms  of nginx  of bare express  failed',
      'HTTP/1.1  nginx             60,000    1.00    2.00      1.00             3.00       0',
      'HTTP/1.1  rauta             15,000    1.00    2.00      0.25             0.75       3',
      'HTTP/1.1  bare express      20,000    1.00    2.00      0.33             1.00       0',
      'HTTP/2    rauta             15,000    1.00    2.00         –                –       3',
    ].join('\n'),
  )
})

test('changes are shown by how many routes are loaded', (t) => {
  t.is(
    changeTable([{ routes: 5_000, startMs: 1_234.5, medianMs: 12.34, slowestMs: 20 }]),
    [
      'routes  changed, live after ms  slowest ms  first start ms',
      ' 5,000                    12.3        20.0           1,235',
    ].join('\n'),
  )
})

test('of several rounds the median of each figure counts, and all failures', (t) => {
  const round = (requestsPerSecond: number): Throughput => ({ ...rauta, requestsPerSecond })
  const rounds = [round(10), round(30), round(20)]
  t.deepEqual(medians([nginx, ...rounds]), [nginx, { ...rauta, requestsPerSecond: 20, failed: 9 }])
})

test('processor time for a request is shown as a multiple of that of nginx', (t) => {
  const bare = {
    case: 'small',
    proxy: 'nginx',
    requestsPerSecond: 40_000,
    microsecondsPerRequest: 20,
    busy: 1,
    failed: 0,
  }
  const dutiful = { ...bare, proxy: 'nginx with duties', microsecondsPerRequest: 25 }
  const own = { ...bare, proxy: 'rauta', microsecondsPerRequest: 50, failed: 2 }
  t.is(
    costTable([bare, dutiful, own, { ...own, case: 'grpc' }]),
    [
      '                          CPU µs a request  of nginx  with duties  requests/s  failed',
      'small  nginx                          20.0      1.00         0.80      40,000       0',
      'small  nginx with duties              25.0      1.25         1.00      40,000       0',
      'small  rauta                          50.0      2.50         2.00      40,000       2',
      'grpc   rauta                          50.0         –            –      40,000       2',
    ].join('\n'),
  )
})
