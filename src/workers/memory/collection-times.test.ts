import test from 'ava'
import { CollectionTimes, type Look } from './collection-times.ts'

const MiB = 1024 ** 2
const options = { everyMs: 5_000, marginBytes: 16 * MiB }

/** Looks until it is due, and collects in vain; seconds, up to an hour. */
function secondsUntilDue(times: CollectionTimes, look: Partial<Look> = {}): number {
  for (let seconds = 5; seconds <= 3600; seconds += 5)
    if (times.isDue({ isBusy: false, bytes: 200 * MiB, open: 1_000, ...look })) {
      times.onCollected(0)
      return seconds
    }
  return Infinity
}

/** As it is after the first collection. */
function startedWith(bytes: number): CollectionTimes {
  const times = new CollectionTimes(bytes, options)
  times.onCollected(100 * MiB)
  return times
}

test('a process collects what its start left behind, at its first rest', (t) => {
  const times = new CollectionTimes(190 * MiB, options)
  t.false(times.isDue({ isBusy: true, bytes: 200 * MiB, open: 10 }))
  t.is(secondsUntilDue(times), 5)
  t.is(secondsUntilDue(times), Infinity)
})

test('a process at rest with little more than it ever had does not collect', (t) => {
  const times = startedWith(190 * MiB)
  t.is(secondsUntilDue(times), Infinity)
})

test('a process that is busy does not collect', (t) => {
  const times = startedWith(100 * MiB)
  t.is(secondsUntilDue(times, { isBusy: true }), Infinity)
})

test('what is in use is looked at less and less often, but each five minutes at least', (t) => {
  const times = startedWith(100 * MiB)
  const waits = Array.from({ length: 9 }, () => secondsUntilDue(times))
  t.deepEqual(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300])
})

test('once the connections end for which memory was in use for long, it is collected at once', (t) => {
  const times = startedWith(100 * MiB)
  for (let index = 0; index < 8; index++) secondsUntilDue(times)
  t.false(times.isDue({ isBusy: false, bytes: 200 * MiB, open: 1_000 }))
  t.is(secondsUntilDue(times, { open: 100 }), 5)
})

test('after a flood, too, it is collected at once', (t) => {
  const times = startedWith(100 * MiB)
  for (let index = 0; index < 8; index++) secondsUntilDue(times)
  times.isDue({ isBusy: true, bytes: 500 * MiB, open: 1_000 })
  t.is(secondsUntilDue(times), 5)
})
