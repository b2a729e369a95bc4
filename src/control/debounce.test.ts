import test from 'ava'
import { createDebounce } from './debounce.ts'

test('a burst is told once, after it', async (t) => {
  let told = 0
  const quiet = Promise.withResolvers<void>()
  const debounce = createDebounce(() => {
    told++
    quiet.resolve()
  })
  for (let index = 0; index < 1000; index++) debounce.touch()
  t.is(told, 0)
  await quiet.promise
  t.is(told, 1)
})

test('a steady stream of changes is told after the limit at the latest', async (t) => {
  const begunMs = performance.now()
  const told = Promise.withResolvers<number>()
  const debounce = createDebounce(() => told.resolve(performance.now() - begunMs), {
    quietMs: 1000,
    limitMs: 30,
  })
  const stream = setInterval(() => debounce.touch(), 1)
  const tookMs = await told.promise
  clearInterval(stream)
  debounce.cancel()
  t.true(tookMs < 900, `${tookMs} ms`)
})

test('what is cancelled is not told', async (t) => {
  const debounce = createDebounce(() => t.fail(), { quietMs: 0, limitMs: 0 })
  debounce.touch()
  debounce.cancel()
  const other = Promise.withResolvers<void>()
  createDebounce(other.resolve, { quietMs: 2, limitMs: 2 }).touch()
  await other.promise
  t.pass()
})
