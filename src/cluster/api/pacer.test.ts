import test from 'ava'
import { createPacer } from './pacer.ts'

test('so many at once, then one after another', (t) => {
  let nowMs = 0
  const bucket = createPacer({ burst: 2, perSecond: 4 }, () => nowMs)
  const takes = (): number => bucket.take()
  t.deepEqual([takes(), takes(), takes()], [0, 0, 250])
  nowMs += 100
  t.is(takes(), 150)
  nowMs += 150
  t.deepEqual([takes(), takes()], [0, 250])
  nowMs += 60_000
  t.deepEqual([takes(), takes(), takes()], [0, 0, 250])
})
