import test from 'ava'
import { keptByName, keptIfEqual, keptLatest, keptList, keptRecord } from './kept.ts'

test('a name gives the same object as long as its inputs are the same', (t) => {
  const nextRound = keptByName((list: readonly object[], text: string) => ({ list, text }))
  const [a, b] = [{}, {}]
  const first = nextRound()('x', [a, b], 'text')
  t.is(nextRound()('x', [a, b], 'text'), first)
  t.not(nextRound()('x', [b, a], 'text'), first)
})

test('names do not share what was kept', (t) => {
  const ask = keptByName((input: object) => ({ input }))()
  const input = {}
  t.not(ask('x', input), ask('y', input))
})

test('what a round did not ask for is made anew when it is asked for again', (t) => {
  const nextRound = keptByName((input: object) => ({ input }))
  const input = {}
  const first = nextRound()('x', input)
  nextRound()('y', input)
  nextRound()('y', input)
  t.not(nextRound()('x', input), first)
})

test('the latest output is given while the inputs are the same, lists by their members', (t) => {
  const double = keptLatest((list: readonly number[]) => list.map((one) => one * 2))
  const first = double([1, 2])
  t.is(double([1, 2]), first)
  t.deepEqual(double([1, 3]), [2, 6])
  t.not(double([1, 2]), first)
})

test('an equal value is the one before', (t) => {
  const nextRound = keptIfEqual<{ readonly a: number }>()
  const first = nextRound()('x', { a: 1 })
  t.is(nextRound()('x', { a: 1 }), first)
  t.deepEqual(nextRound()('x', { a: 2 }), { a: 2 })
})

test('a list and a record are kept while their members are', (t) => {
  const member = {}
  const list = keptList<object>()
  const record = keptRecord<Record<string, object>>()
  const [firstList, firstRecord] = [list([member]), record({ member })]
  t.is(list([member]), firstList)
  t.is(record({ member }), firstRecord)
  t.not(list([member, member]), firstList)
  t.not(record({ other: member }), firstRecord)
})
