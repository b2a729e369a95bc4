import test from 'ava'
import * as fc from 'fast-check'
import { durationMs } from './duration.ts'

const table: readonly (readonly [string, number | undefined])[] = [
  ['0s', 0],
  ['0h', 0],
  ['10s', 10_000],
  ['1m30s', 90_000],
  ['1h30m30s500ms', 5_430_500],
  ['500ms1h', 3_600_500],
  ['30m1800s', 3_600_000],
  ['00060m', 3_600_000],
  ['99999h', 359_996_400_000],
  ['', undefined],
  ['10', undefined],
  ['1.5s', undefined],
  ['-1s', undefined],
  ['100000s', undefined],
  ['1h1m1s1ms1s', undefined],
  ['1us', undefined],
  ['1 s', undefined],
  ['1s\n', undefined],
]

for (const [text, expected] of table) {
  test(`${JSON.stringify(text)} means ${expected ?? 'nothing'}`, (t) => {
    t.is(durationMs(text), expected)
  })
}

test('the parts of a duration add up, whatever their order', (t) => {
  const part = fc.tuple(
    fc.nat(99_999),
    fc.constantFrom(['h', 3_600_000], ['m', 60_000], ['s', 1_000], ['ms', 1]),
  )
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const text = parts.map(([value, [unit]]) => `${value}${unit}`).join('')
      const sum = parts.reduce((total, [value, [, ms]]) => total + value * Number(ms), 0)
      return durationMs(text) === sum
    }),
  )
  t.pass()
})

test('any text is taken or refused, without an error', (t) => {
  fc.assert(fc.property(fc.string(), (text) => durationMs(text) === undefined || text !== ''))
  t.pass()
})
