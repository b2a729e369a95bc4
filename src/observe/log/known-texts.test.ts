import test from 'ava'
import { knownTexts } from './known-texts.ts'

test('what is made of a text is made once', (t) => {
  const made: string[] = []
  const read = knownTexts((text) => ({ made: made.push(text) }))
  t.is(read('a'), read('a'))
  t.not(read('b'), read('a'))
  t.deepEqual(made, ['a', 'b'])
})

test('many texts that are made up are forgotten, and long ones not kept', (t) => {
  let made = 0
  const read = knownTexts(() => ++made)
  for (let i = 0; i < 5_000; i++) read(`text ${i}`)
  t.is(made, 5_000)
  t.is(read('text 4999'), 5_000)
  t.is(read('text 0'), 5_001)
  const long = 'x'.repeat(257)
  t.not(read(long), read(long))
})
