import test from 'ava'
import * as fc from 'fast-check'
import { isSampled } from './mirror-sampling.ts'

test('a share of nothing samples none, a share of all samples all', (t) => {
  for (const drawn of [0, 0.5, 1 - Number.EPSILON]) {
    t.false(isSampled({ numerator: 0, denominator: 100 }, () => drawn))
    t.true(isSampled({ numerator: 100, denominator: 100 }, () => drawn))
  }
})

test('of numbers evenly drawn the share is exact', (t) => {
  const denominators = fc.integer({ min: 1, max: 1000 })
  fc.assert(
    fc.property(denominators, fc.nat(), (denominator, drawn) => {
      const numerator = drawn % (denominator + 1)
      let sampled = 0
      for (let step = 0; step < denominator; step++) {
        if (isSampled({ numerator, denominator }, () => (step + 0.5) / denominator)) sampled++
      }
      t.is(sampled, numerator)
    }),
  )
})
