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

test('no wait stays none for the first four tries, and is up to a second for those after them', (t) => {
  const waits = [1, 3, 4, 5, 6, 9, 10, 1_000_000_000].map((nth) => backoffBefore(nth, 0, () => 0))
  t.deepEqual(waits, [0, 0, 0, 50, 100, 800, 1_000, 1_000])
})

test('a wait that is longer anyway is not made longer', (t) => {
  t.is(
    backoffBefore(20, 60_000, () => 0),
    600_000,
  )
})

test('no wait is longer than a timer can be, which would end at once', (t) => {
  for (const backoffMs of [2 ** 31 - 1, 216_000_000])
    for (const nth of [1, 2, 10]) t.true(backoffBefore(nth, backoffMs, () => 1) < 2 ** 31)
})
