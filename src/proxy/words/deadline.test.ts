import { once } from 'node:events'
import test from 'ava'
import { startDeadline, whyGivenUp } from './deadline.ts'

const forever = () => new AbortController().signal

test('a limit that passes says which one it was', async (t) => {
  const { signal } = startDeadline({ within: forever(), limitMs: 5, flag: 'backend-timeout' })
  t.is(whyGivenUp(signal), undefined)
  await once(signal, 'abort')
  t.is(whyGivenUp(signal), 'backend-timeout')
})

test('a limit within another says what the outer one said', async (t) => {
  const outer = startDeadline({ within: forever(), limitMs: 5, flag: 'request-timeout' })
  const inner = startDeadline({ within: outer.signal, limitMs: 60_000, flag: 'backend-timeout' })
  await once(inner.signal, 'abort')
  t.is(whyGivenUp(inner.signal), 'request-timeout')
  inner.end()
})

test('whatever else aborts is the client going away', (t) => {
  const client = new AbortController()
  const deadline = startDeadline({
    within: client.signal,
    limitMs: 60_000,
    flag: 'request-timeout',
  })
  client.abort()
  t.is(whyGivenUp(deadline.signal), 'client-gone')
  deadline.end()
  const late = startDeadline({ within: client.signal, limitMs: 60_000, flag: 'request-timeout' })
  t.is(whyGivenUp(late.signal), 'client-gone')
  late.end()
})

test('no limit, 0, and one beyond what a timer can count leave the signal as it is', (t) => {
  const within = forever()
  for (const limitMs of [undefined, 0, 2 ** 31, Infinity])
    t.is(startDeadline({ within, limitMs, flag: 'request-timeout' }).signal, within)
})

test('a limit that was taken away does not pass', async (t) => {
  const client = new AbortController()
  const ended = startDeadline({ within: client.signal, limitMs: 1, flag: 'request-timeout' })
  const other = startDeadline({ within: client.signal, limitMs: 5, flag: 'request-timeout' })
  ended.end()
  await once(other.signal, 'abort')
  client.abort()
  t.false(ended.signal.aborted)
})
