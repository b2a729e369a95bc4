import test from 'ava'
import { waitFor } from './wait-for.ts'

test('the value of the first attempt that holds is returned', async (t) => {
  let attempts = 0
  const value = await waitFor({
    what: 'the third attempt',
    timeoutMs: 5_000,
    everyMs: 1,
    attempt: async () => {
      attempts++
      if (attempts < 3) throw new Error('not yet')
      return attempts
    },
  })
  t.is(value, 3)
})

test('what never holds ends with what was waited for, the last reason and what to look at', async (t) => {
  const error = await t.throwsAsync(
    waitFor({
      what: 'rain',
      timeoutMs: 20,
      everyMs: 5,
      attempt: () => Promise.reject(new Error('the sky is blue')),
      explain: async () => 'cloud cover: 0%',
    }),
  )
  t.is(error?.message, 'waited 0.02 s for rain: the sky is blue\ncloud cover: 0%')
})

test('an explanation that fails does not hide what failed', async (t) => {
  const error = await t.throwsAsync(
    waitFor({
      what: 'rain',
      timeoutMs: 0,
      attempt: () => Promise.reject(new Error('the sky is blue')),
      explain: () => Promise.reject(new Error('no instruments')),
    }),
  )
  t.regex(error?.message ?? '', /the sky is blue/)
  t.regex(error?.message ?? '', /no instruments/)
})
