import test from 'ava'
import { isFlat } from './judgement.ts'

test('peaks that go up and down are flat, and those that rise by one step', (t) => {
  t.true(isFlat([161, 173, 175, 174, 158, 163, 160, 170, 163, 165, 165, 161]))
  t.true(isFlat([145, 143, 174, 175, 180, 180, 176, 181, 179]))
})

test('what is kept of 12 MB each time is seen', (t) => {
  t.false(isFlat([142, 154, 166, 178, 190, 202, 214, 226, 238]))
  t.false(isFlat([142, 150, 162, 180, 186, 198, 214, 226, 230]))
})
