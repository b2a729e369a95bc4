import test from 'ava'
import { createSettle } from './settle.ts'

test('a burst is told once, after it', async (t) => {
  let told = 0
  const quiet = Promise.withResolvers<void>()
  const settle = createSettle(() => {
    told++
    quiet.resolve()
  })
  for (let index = 0; index < 1000; index++) settle.touch()
  t.is(told, 0)
  await quiet.promise
  t.is(told, 1)
})

test('a steady stream of changes is told after the limit at the latest', async (t) => {
  const begunMs = performance.now()
  const told = Promise.withResolvers<number>()
  const settle = createSettle(() => told.resolve(performance.now() - begunMs), {
    quietMs: 1000,
    limitMs: 30,
  })
  const stream = setInterval(() => settle.touch(), 1)
  const tookMs = await told.promise
  clearInterval(stream)
  settle.cancel()
  t.true(tookMs < 900, `${tookMs} ms`)
})

test('what is cancelled is not told', async (t) => {
  const settle = createSettle(() => t.fail(), { quietMs: 0, limitMs: 0 })
  settle.touch()
  settle.cancel()
  const other = Promise.withResolvers<void>()
  createSettle(other.resolve, { quietMs: 2, limitMs: 2 }).touch()
  await other.promise
  t.pass()
})
