import test from 'ava'
import * as fc from 'fast-check'
import type { BackendRef } from '../../snapshot/routing-snapshot.ts'
import { chooseBackendRef } from './choose-backend-ref.ts'

function refsOf(weights: readonly number[]): readonly BackendRef[] {
  return weights.map((weight, index) => ({
    name: `${index}`,
    weight,
    backend: index % 2 === 0 ? 'b' : null,
    filters: [],
  }))
}

test('no backendRef, or weights that are all 0, choose none', (t) => {
  t.is(chooseBackendRef([]), undefined)
  t.is(chooseBackendRef(refsOf([0, 0])), undefined)
})

test('the only one with a weight has everything', (t) => {
  const refs = refsOf([0, 1_000_000, 0])
  for (const drawn of [0, 0.5, 1 - Number.EPSILON / 2]) {
    t.is(chooseBackendRef(refs, () => drawn)?.name, '1')
  }
})

test('of numbers evenly drawn each backendRef gets its weight exactly, invalid ones too', (t) => {
  const weights = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 16 })
  fc.assert(
    fc.property(weights, (given) => {
      const total = given.reduce((sum, weight) => sum + weight, 0)
      const refs = refsOf(given)
      const counts = given.map(() => 0)
      for (let step = 0; step < total; step++) {
        const chosen = chooseBackendRef(refs, () => (step + 0.5) / total)
        const index = Number(chosen?.name)
        counts[index] = (counts[index] ?? 0) + 1
      }
      t.deepEqual(counts, given)
    }),
  )
})
