import test from 'ava'
import { otherLoadBetween, sentenceOf, ticksOfAll } from './other-load.ts'

test('processor time of all is read without idle time, and that of the host apart', (t) => {
  t.deepEqual(ticksOfAll('cpu  1 2 4 1000 2000 8 16 32 0 0\ncpu0 9 9 9 9 9 9 9 9 0 0\n'), {
    busy: 31,
    stolen: 32,
  })
})

test('much other load is a warning', (t) => {
  t.is(
    sentenceOf({ cores: 0.02, stolen: 0.01 }),
    'Other work on the machine took 0.02 cores, and its host 0.01.',
  )
  t.regex(sentenceOf({ cores: 0.06, stolen: 0.06 }), /: times and rates are worth less/)
})

test('own work is not other load', (t) => {
  const before = { at: 10, own: 5, busy: 100, stolen: 7 }
  const after = { at: 14, own: 9, busy: 110, stolen: 8 }
  t.deepEqual(otherLoadBetween(before, after), { cores: 1.5, stolen: 0.25 })
  t.is(otherLoadBetween(before, { ...after, own: 20 }).cores, 0)
})
