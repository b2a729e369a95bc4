import test from 'ava'
import { ApiError } from './api-error.ts'
import { createBackOff } from './back-off.ts'

const times = { firstMs: 100, mostMs: 1000 }

test('each wait is twice the last one, up to the limit, until a success', (t) => {
  const backOff = createBackOff(times, () => 1)
  t.deepEqual(
    [1, 2, 3, 4, 5, 6].map(() => backOff.next()),
    [100, 200, 400, 800, 1000, 1000],
  )
  backOff.reset()
  t.is(backOff.next(), 100)
})

test('a wait is between half and all of it', (t) => {
  t.is(createBackOff(times, () => 0).next(), 50)
  t.is(createBackOff(times, () => 0.5).next(), 75)
})

test('what the server asks for is the least', (t) => {
  const backOff = createBackOff(times, () => 0)
  t.is(backOff.next(new ApiError({ status: 429, message: '', retryAfterMs: 3000 })), 3000)
  t.is(backOff.next(new ApiError({ status: 429, message: '' })), 100)
})
