import test from 'ava'
import { median, quantile } from './median.ts'

test('a quantile is one of the numbers', (t) => {
  t.is(quantile([1, 2, 3], 0.5), 2)
  t.is(quantile([1, 2, 3, 4], 0.5), 2)
  t.is(quantile([1, 2, 3], 1), 3)
  t.is(quantile([1], 0), 1)
})

test('a median needs no order', (t) => {
  t.is(median([3, 1, 2]), 2)
  t.is(median([4, 1, 3, 2]), 2)
  t.is(median([]), Number.NaN)
})
