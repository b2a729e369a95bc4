import test from 'ava'
import { nextTellMs } from './tell-times.ts'

test('a worker tells what it counted each second, and takes a hundredth of its time for that', (t) => {
  t.deepEqual([0.1, 5, 10, 20, 50, 400].map(nextTellMs), [1_000, 1_000, 1_000, 2_000, 5_000, 5_000])
})
