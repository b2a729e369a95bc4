import test from 'ava'
import type { Measured } from './measure.ts'
import { caseTable, changeTable, latencyTable, memoryTable } from './tables.ts'

const nginx: Measured = {
  case: 'small',
  proxy: 'nginx',
  requestsPerSecond: 40_000,
  microsecondsPerRequest: 20,
  busy: 1,
  failed: 0,
}

test('rates and processor time are shown beside those of nginx in the same case', (t) => {
  const dutiful = { ...nginx, proxy: 'nginx with duties', microsecondsPerRequest: 25 }
  const rauta = { ...nginx, proxy: 'rauta', requestsPerSecond: 10_000, failed: 2 }
  t.is(
    caseTable([
      nginx,
      dutiful,
      { ...rauta, microsecondsPerRequest: 50 },
      { ...rauta, case: 'grpc' },
    ]),
    [
      '                          requests/s  of nginx  with duties  CPU µs  of nginx  with duties  busy  failed',
      'small  nginx                  40,000      1.00         1.00    20.0      1.00         0.80  1.00       0',
      'small  nginx with duties      40,000      1.00         1.00    25.0      1.25         1.00  1.00       0',
      'small  rauta                  10,000      0.25         0.25    50.0      2.50         2.00  1.00       2',
      'grpc   rauta                  10,000         –            –    20.0         –            –  1.00       2',
    ].join('\n'),
  )
})

test('times at a fixed rate are shown', (t) => {
  const times = { requestsPerSecond: 20_000, p50Ms: 0.1, p99Ms: 0.25, p999Ms: 1, failed: 0 }
  t.is(
    latencyTable([{ case: 'tls', proxy: 'rauta', ...times }]),
    [
      '            requests/s  p50 ms  p99 ms  p99.9 ms  failed',
      'tls  rauta      20,000    0.10    0.25      1.00       0',
    ].join('\n'),
  )
})

test('memory is shown by how many routes are loaded', (t) => {
  t.is(
    memoryTable([{ proxy: 'rauta', routes: 5_000, idleMiB: 70.4, loadedMiB: 101, restedMiB: 72 }]),
    [
      '       routes  idle MiB  under load  after',
      'rauta   5,000        70         101     72',
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
