import test from 'ava'
import { KeepTimes, usualMs } from './keep-times.ts'

const endpoint = '10.0.0.7 8080'

const said = test.macro({
  title: (_, header: string | undefined) => `where an endpoint says ${header ?? 'nothing'}`,
  exec: (t, header: string | undefined, ms: number) => {
    t.is(new KeepTimes().of(endpoint, header), ms)
  },
})

test(said, undefined, usualMs)
test(said, 'timeout=60', usualMs)
test(said, 'timeout=5, max=100', usualMs)
test(said, 'max=100, timeout=2', 1_600)
test(said, 'max=100,Timeout=1', 800)
test(said, 'timeout="1"', 800)
test(said, 'timeout=0', 0)
test(said, 'max=100', usualMs)
test(said, 'idletimeout=1', usualMs)

test('of an endpoint that closed idle connections they are kept shorter, and of no other', (t) => {
  const times = new KeepTimes()
  times.onClosed(endpoint, 2_000)
  t.true(Math.abs(times.of(endpoint, undefined) - 500) < 1)
  t.is(times.of('10.0.0.8 8080', undefined), usualMs)
})

test('the shortest counts, but an endpoint that closes at once is no reason to keep none', (t) => {
  const times = new KeepTimes()
  times.onClosed(endpoint, 2_000)
  times.onClosed(endpoint, 0)
  times.onClosed(endpoint, 3_000)
  t.is(times.of(endpoint, undefined), 5)
})

test('what can’t be sent twice has no kept connection of an endpoint that closes at once', (t) => {
  const times = new KeepTimes()
  t.is(times.ofUnrepeatable(endpoint), usualMs)
  times.onClosed(endpoint, 0)
  t.is(times.ofUnrepeatable(endpoint), 0)
})

test('of so many endpoints the one that was seen first is forgotten', (t) => {
  const times = new KeepTimes()
  for (let port = 0; port <= 4_096; port += 1) times.onClosed(`10.0.0.7 ${port}`, 0)
  t.is(times.of('10.0.0.7 0', undefined), usualMs)
  t.is(times.of('10.0.0.7 1', undefined), 5)
})

test('what was seen once is forgotten in time', (t) => {
  let now = 0
  const times = new KeepTimes(() => now)
  times.onClosed(endpoint, 2_000)
  now += 60_000
  t.is(times.of(endpoint, undefined), 1_000)
  now += 3 * 60_000
  t.is(times.of(endpoint, undefined), usualMs)
  times.onClosed(endpoint, 0)
  now += 16 * 60_000
  t.is(times.of(endpoint, undefined), usualMs)
})
