import test from 'ava'
import * as fc from 'fast-check'
import { changedMembers } from './changed-members.ts'

test('what is not a changed member is in both lists, in one order', (t) => {
  const list = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'))
  fc.assert(
    fc.property(list, list, (before, now) => {
      const changed = new Set(changedMembers(before, now))
      const others = (all: typeof now) => all.filter((member) => !changed.has(member))
      t.deepEqual(others(before), others(now))
    }),
  )
})

test('one of many that is another, is new or is gone is all that changed', (t) => {
  const many = ['a', 'b', 'c', 'd']
  t.deepEqual(changedMembers(many, many), [])
  t.deepEqual(changedMembers(many, ['a', 'x', 'c', 'd']), ['b', 'x'])
  t.deepEqual(changedMembers(many, ['a', 'b', 'x', 'c', 'd']), ['x'])
  t.deepEqual(changedMembers(many, ['a', 'c', 'd']), ['b'])
  t.deepEqual(changedMembers([], many), many)
})
