import test from 'ava'
import { medians, type Measured } from './measure.ts'

const round: Measured = {
  case: 'small',
  proxy: 'nginx',
  requestsPerSecond: 10,
  microsecondsPerRequest: 20,
  busy: 0.9,
  failed: 1,
}

test('of several rounds the median of each figure counts, and all failures', (t) => {
  const others = [
    { ...round, requestsPerSecond: 30, microsecondsPerRequest: 18, busy: 1 },
    { ...round, requestsPerSecond: 20, microsecondsPerRequest: 25, busy: 0.5, failed: 4 },
  ]
  t.deepEqual(medians([round, ...others]), { ...round, requestsPerSecond: 20, failed: 6 })
  t.throws(() => medians([]))
})
