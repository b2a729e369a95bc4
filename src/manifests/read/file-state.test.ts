import test from 'ava'
import { type FileState, isBeingWritten } from './file-state.ts'

const state = (ageMs: number, size = 10, identity = 'a'): FileState => ({
  identity,
  size,
  ageMs,
  signature: undefined,
})

const rests = test.macro({
  exec(t, now: FileState, before: FileState | undefined, expected: boolean) {
    t.is(!isBeingWritten(now, before, 20), expected)
  },
  title: (title) => `a file ${title}`,
})

test('written just now is being written', rests, state(5), undefined, false)
test('written while it was looked at is being written', rests, state(-300), undefined, false)
test('that rests may be read', rests, state(20), undefined, true)
test('of the future may be read', rests, state(-60_000), undefined, true)
test('that shrank must rest longer', rests, state(60), state(0, 11), false)
test('that shrank and rests may be read', rests, state(80), state(0, 11), true)
test('that grew need not rest longer', rests, state(20), state(0, 9), true)
test(
  'put in the place of a larger one need not rest longer',
  rests,
  state(20, 1, 'b'),
  state(0),
  true,
)
