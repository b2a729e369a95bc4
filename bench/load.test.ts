import test from 'ava'
import { measuredFrom, unansweredIn } from './load.ts'

test('a log of requests gives requests a second, percentiles, and what failed', (t) => {
  const lines = Array.from({ length: 100 }, (_, index) => `1\t200\t${(100 - index) * 1_000}`)
  const measured = measuredFrom([...lines, '1\t503\t5', '1\t0\t5', ''].join('\n'), 2)
  t.deepEqual(measured, { requestsPerSecond: 50, p50Ms: 50, p99Ms: 99, failed: 1 })
})

test('a log without answers has no percentiles', (t) => {
  t.deepEqual(measuredFrom('', 2), {
    requestsPerSecond: 0,
    p50Ms: Number.NaN,
    p99Ms: Number.NaN,
    failed: 0,
  })
})

test('requests that were never answered are counted from the summary', (t) => {
  const line = 'requests: 9 total, 9 started, 9 done, 5 succeeded, 4 failed, 2 errored, 1 timeout\n'
  t.is(unansweredIn(`finished\n${line}status codes`), 3)
  t.throws(() => unansweredIn('no such file'), { message: /no summary/ })
})
