import test from 'ava'
import { isFlat } from './judgement.ts'

test('peaks that go up and down are flat', (t) => {
  t.true(isFlat([142, 146, 151, 170, 158, 163]))
  t.true(isFlat([161, 173, 175, 174, 158, 163]))
})

test('what is kept of 12 MB each time is seen', (t) => {
  t.false(isFlat([142, 154, 166, 178, 190, 202]))
  t.false(isFlat([142, 150, 162, 180, 186, 198]))
})
