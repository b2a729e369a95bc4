import { setImmediate } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { keptLog } from '../testing/cluster/log.ts'
import { ApiError } from './api/api-error.ts'
import { type Outcome, Reconciler, type ReconcilerOptions } from './reconciler.ts'

const texts = { isForbidden: 'Forbidden', isFailing: 'Failing', works: 'Works' }
const key = 'Service shop/cart'

/** Objects that are texts, and a reconciler that is to make them so. */
function reconciling(t: ExecutionContext, options: Partial<ReconcilerOptions> = {}) {
  const log = keptLog()
  const goals = new Map<string, string>()
  const there = new Map<string, string>()
  const writes: string[] = []
  const pending: PromiseWithResolvers<void>[] = []
  let isHeld = false
  let inFlight = 0
  let most = 0
  let answer: () => Outcome = () => 'written'
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const reconciler = new Reconciler<string, string>(
    {
      goal: (one) => goals.get(one),
      isSameGoal: (a, b) => a === b,
      version: (one) => there.get(one),
      compare: async (one, goal) => (there.get(one) === goal ? undefined : (goal ?? '')),
      async write(one, change) {
        writes.push(change)
        for (const { count, resolve } of waiting) if (writes.length >= count) resolve()
        most = Math.max(most, ++inFlight)
        if (isHeld) {
          const held = Promise.withResolvers<void>()
          pending.push(held)
          await held.promise
        }
        inFlight--
        const outcome = answer()
        if (outcome === 'written') {
          if (change === '') there.delete(one)
          else there.set(one, change)
        }
        return outcome
      },
      judge: (_key, error) =>
        error instanceof ApiError && error.status === 409 ? 'again' : undefined,
    },
    {
      isLeader: () => true,
      log,
      texts,
      backOff: { firstMs: 20, mostMs: 10_000 },
      afterWrite: 'trust',
      ...options,
    },
  )
  t.teardown(() => reconciler.close())
  return {
    reconciler,
    log,
    goals,
    there,
    writes,
    most: () => most,
    hold: () => void (isHeld = true),
    release() {
      isHeld = false
      for (const { resolve } of pending.splice(0)) resolve()
    },
    answer: (next: () => Outcome) => void (answer = next),
    want(goal: string, one = key) {
      goals.set(one, goal)
      reconciler.look(one)
    },
    /** Someone else's doing, as a watch shows it. */
    change(value: string, one = key) {
      there.set(one, value)
      reconciler.look(one)
    },
    written: (count: number) =>
      new Promise<void>((resolve) => {
        waiting.push({ count, resolve })
        if (writes.length >= count) resolve()
      }),
  }
}

/** So far no write waits for more than promises. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate()
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
}

test('an object is written one write at a time, and at last as it is wanted', async (t) => {
  const { want, hold, release, writes, most, there } = reconciling(t)
  hold()
  want('a')
  await quiet()
  want('b')
  want('c')
  await quiet()
  t.deepEqual(writes, ['a'])
  release()
  await quiet()
  t.deepEqual(writes, ['a', 'c'])
  t.is(most(), 1)
  t.is(there.get(key), 'c')
})

test('objects are written at once, up to the limit', async (t) => {
  const { want, hold, release, writes, most } = reconciling(t, { atOnce: 3 })
  hold()
  for (const name of ['a', 'b', 'c', 'd', 'e']) want(name, name)
  await quiet()
  t.is(writes.length, 3)
  release()
  await quiet()
  t.is(writes.length, 5)
  t.is(most(), 3)
})

test('who does not lead compares and writes nothing, and writes once it leads', async (t) => {
  let isLeader = false
  const { want, writes, reconciler } = reconciling(t, { isLeader: () => isLeader })
  want('a')
  await quiet()
  t.deepEqual(writes, [])
  isLeader = true
  reconciler.look(key)
  await quiet()
  t.deepEqual(writes, ['a'])
})

test('what is reached is not written again; what someone changed is', async (t) => {
  const { want, change, written, writes, reconciler } = reconciling(t)
  want('a')
  await quiet()
  reconciler.look(key)
  want('a')
  await quiet()
  t.deepEqual(writes, ['a'])
  change('theirs')
  await written(2)
  t.deepEqual(writes, ['a', 'a'])
})

test('what is no longer wanted is taken away', async (t) => {
  const { want, goals, there, reconciler } = reconciling(t)
  want('a')
  await quiet()
  goals.delete(key)
  reconciler.look(key)
  await quiet()
  t.false(there.has(key))
})

test('two who disagree write ever more rarely; a new goal is written at once', async (t) => {
  const { want, change, written, writes } = reconciling(t, {
    backOff: { firstMs: 40, mostMs: 10_000 },
  })
  const begunMs = performance.now()
  want('a')
  for (const count of [1, 2, 3, 4]) {
    await written(count)
    await quiet()
    change('theirs')
  }
  // 40, 80 and 160 ms, less the jitter.
  t.true(performance.now() - begunMs >= 140)
  want('b')
  await quiet()
  t.deepEqual(writes, ['a', 'a', 'a', 'a', 'b'])
})

test('a write that fails is tried again after the back-off, and is told of once', async (t) => {
  const { want, answer, written, there, log } = reconciling(t)
  let failures = 0
  answer(() => {
    if (failures++ < 3) throw new ApiError({ status: 503, message: 'busy' })
    return 'written'
  })
  const begunMs = performance.now()
  want('a')
  await written(4)
  await quiet()
  // 20, 40 and 80 ms, less the jitter.
  t.true(performance.now() - begunMs >= 70)
  t.is(there.get(key), 'a')
  t.deepEqual(
    log.lines.map(({ message }) => message),
    ['Failing', 'Works'],
  )
})

test('an answer that the work understands is no failure', async (t) => {
  const { want, answer, written, log } = reconciling(t)
  let isFirst = true
  answer(() => {
    if (!isFirst) return 'written'
    isFirst = false
    throw new ApiError({ status: 409, message: 'conflict' })
  })
  want('a')
  await written(2)
  t.deepEqual(log.lines, [])
})

test('what is blocked waits until the object is another', async (t) => {
  const { want, change, answer, writes, reconciler } = reconciling(t)
  answer(() => 'blocked')
  want('a')
  await quiet()
  reconciler.look(key)
  await quiet()
  t.deepEqual(writes, ['a'])
  change('theirs')
  await quiet()
  t.deepEqual(writes, ['a', 'a'])
})

test.serial(
  'a writer that trusts the answer leaves no timer; one that looks, looks once more',
  async (t) => {
    const before = timers()
    const trusts = reconciling(t)
    trusts.want('a')
    await quiet()
    t.is(timers(), before)
    const looks = reconciling(t, {
      afterWrite: 'look',
      backOff: { firstMs: 500, mostMs: 10_000 },
    })
    looks.want('a')
    await quiet()
    t.is(timers(), before + 1)
    // No watch shows it.
    looks.there.set(key, 'theirs')
    await looks.written(2)
    t.deepEqual(looks.writes, ['a', 'a'])
  },
)

test.serial('what is forgotten leaves no timer, not even from a write in flight', async (t) => {
  const backOff = { firstMs: 10_000, mostMs: 10_000 }
  const { want, hold, release, answer, reconciler, log, writes } = reconciling(t, { backOff })
  const before = timers()
  answer(() => {
    throw new ApiError({ status: 503, message: 'busy' })
  })
  want('a')
  await quiet()
  t.is(timers(), before + 1)
  reconciler.forget(key)
  t.is(timers(), before)
  hold()
  reconciler.look(key)
  await quiet()
  reconciler.forget(key)
  release()
  await quiet()
  t.is(timers(), before)
  t.is(writes.length, 2)
  t.deepEqual(
    log.lines.map(({ message }) => message),
    ['Failing', 'Works'],
  )
})

test('closing waits for the write in flight, and nothing is written after it', async (t) => {
  const { want, hold, release, reconciler, writes } = reconciling(t, { atOnce: 1 })
  hold()
  want('a')
  want('b', 'other')
  await quiet()
  let isClosed = false
  const closed = reconciler.close().then(() => (isClosed = true))
  await quiet()
  t.false(isClosed)
  release()
  await closed
  want('c')
  await quiet()
  t.deepEqual(writes, ['a'])
})
