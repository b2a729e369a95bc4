import test from 'ava'
import { groupedBy } from './grouped-by.ts'

interface Item {
  readonly of: string
}

const a: Item = { of: 'x' }
const b: Item = { of: 'x' }
const c: Item = { of: 'y' }

test('a group whose members did not change is the same array in the next map', (t) => {
  const groupOf = groupedBy<Item>(({ of }) => [of])
  const before = groupOf(new Map(Object.entries({ a, b, c })), 'x')
  t.deepEqual(before, [a, b])
  t.is(groupOf(new Map(Object.entries({ a, b })), 'x'), before)
  t.not(groupOf(new Map(Object.entries({ a })), 'x'), before)
})

test('two sets that are asked by turns keep their groups', (t) => {
  const groupOf = groupedBy<Item>(({ of }) => [of])
  const one = () => groupOf(new Map(Object.entries({ a, b })), 'x')
  const other = () => groupOf(new Map(Object.entries({ c: { of: 'x' }, b })), 'x')
  const before = one()
  t.is(other().length, 2)
  t.is(one(), before)
})

test('a key without members has an empty group', (t) => {
  t.deepEqual(groupedBy<Item>(({ of }) => [of])(new Map(), 'x'), [])
})
