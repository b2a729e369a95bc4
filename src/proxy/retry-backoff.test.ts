import test from 'ava'
import { backoffBefore } from './retry-backoff.ts'

test('the first wait is the minimum or a little more', (t) => {
  t.is(
    backoffBefore(1, 100, () => 0),
    100,
  )
  t.true(backoffBefore(1, 100, () => 0.999) < 125.1)
})

test('waits double up to ten times the minimum, however many there were', (t) => {
  const waits = [1, 2, 3, 4, 5, 6, 5_000].map((nth) => backoffBefore(nth, 100, () => 0))
  t.deepEqual(waits, [100, 200, 400, 800, 1_000, 1_000, 1_000])
})

test('no wait stays none', (t) => {
  t.is(backoffBefore(3, 0), 0)
})
