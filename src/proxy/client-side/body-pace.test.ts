import test from 'ava'
import { setTimeout as wait } from 'node:timers/promises'
import { BodyPace } from './body-pace.ts'

const allowed = { bodyGraceMs: 100, bodyBytesPerSecond: 1_000 }

function started() {
  const slow = Promise.withResolvers<number>()
  const startedAt = performance.now()
  let isSlow = false
  const pace = new BodyPace(allowed, () => {
    isSlow = true
    slow.resolve(performance.now() - startedAt)
  })
  return { pace, slow: slow.promise, isSlow: () => isSlow }
}

test('a body of which nothing comes is slow after the grace', async (t) => {
  const { pace, slow } = started()
  pace.wait()
  t.true((await slow) >= 99)
})

test('what came gives it as much longer as its bytes may take', async (t) => {
  const { pace, slow } = started()
  pace.wait()
  pace.add(200)
  t.true((await slow) >= 299)
})

test('what an endpoint takes to read is not counted', async (t) => {
  const { pace, slow, isSlow } = started()
  pace.wait()
  pace.pause()
  await wait(200)
  t.false(isSlow())
  pace.wait()
  t.true((await slow) >= 299)
})

test('once it is over nothing is slow', async (t) => {
  const { pace, isSlow } = started()
  pace.wait()
  pace.end()
  pace.wait()
  await wait(200)
  t.false(isSlow())
})
