import test from 'ava'
import { createLatestWins } from './latest-wins.ts'

test('what came while it worked is skipped for the latest', async (t) => {
  const done: number[] = []
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ended = Promise.withResolvers<void>()
  const lane = createLatestWins(async (value: number) => {
    await gates[done.length]?.promise
    done.push(value)
    if (value === 4) ended.resolve()
  })
  for (const value of [1, 2, 3, 4]) lane.push(value)
  gates[0]!.resolve()
  gates[1]!.resolve()
  await ended.promise
  t.deepEqual(done, [1, 4])
})

test('after stop nothing begins, and what had begun is waited for', async (t) => {
  const done: number[] = []
  const gate = Promise.withResolvers<void>()
  const lane = createLatestWins(async (value: number) => {
    await gate.promise
    done.push(value)
  })
  lane.push(1)
  lane.push(2)
  const stopped = lane.stop()
  gate.resolve()
  await stopped
  lane.push(3)
  t.deepEqual(done, [1])
})
