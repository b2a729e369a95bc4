import test from 'ava'
import { createFailingTries } from './failing-tries.ts'

const target = (query: string) => `/retry/anything?${query}`

test('so many tries fail, the next does not, and then it begins anew', (t) => {
  const tries = createFailingTries()
  const next = () => tries.next(target('uuid=a&succeedAfter=2&responseCode=503'))
  const failure = { status: 503, delayMs: 0 }
  t.deepEqual([next(), next(), next(), next()], [failure, failure, undefined, failure])
})

test('each uuid is counted for itself', (t) => {
  const tries = createFailingTries()
  t.truthy(tries.next(target('uuid=a&succeedAfter=1')))
  t.truthy(tries.next(target('uuid=b&succeedAfter=1')))
  t.is(tries.next(target('uuid=a&succeedAfter=1')), undefined)
})

test('without a code the connection is closed, later where that is asked for', (t) => {
  const failure = createFailingTries().next(target('uuid=a&succeedAfter=1&delayRetry=1.5s'))
  t.deepEqual(failure, { delayMs: 1_500 })
})

test('other paths do not fail, nor does a query that asks for nothing', (t) => {
  const tries = createFailingTries()
  t.is(tries.next('/?uuid=a&succeedAfter=1'), undefined)
  t.is(tries.next('/retry/'), undefined)
  t.is(tries.next(target('uuid=a&succeedAfter=x')), undefined)
})
