import test from 'ava'
import * as fc from 'fast-check'
import { maglevTableOf, ownerFrom, slotOf, type MaglevTable } from './maglev.ts'
import { processorMs } from '../../testing/processor-ms.ts'

const identities = fc.uniqueArray(
  fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 65_535 })).map((parts) => parts.join(':')),
  { minLength: 2, maxLength: 300 },
)

/** How many slots have another owner in the second table. */
function moved(
  [before, after]: readonly [MaglevTable, MaglevTable],
  [namesBefore, namesAfter]: readonly [readonly string[], readonly string[]],
): number {
  let count = 0
  for (let slot = 0; slot < before.size; slot++) {
    if (namesBefore[before.owners[slot] ?? -1] !== namesAfter[after.owners[slot] ?? -1]) count++
  }
  return count
}

test('losing one of N endpoints moves at most 1/N + 2 % of the keys', (t) => {
  fc.assert(
    fc.property(identities, fc.nat(), (names, drawn) => {
      const left = names.toSpliced(drawn % names.length, 1)
      const before = maglevTableOf(names)
      const after = maglevTableOf(left, before.size)
      t.true(moved([before, after], [names, left]) / before.size <= 1 / names.length + 0.02)
    }),
    { numRuns: 30 },
  )
})

for (const count of [655, 656, 1_000]) {
  test(`losing one of ${count} endpoints moves at most 1/${count} + 2 % of the keys`, (t) => {
    const names = Array.from(
      { length: count },
      (_, index) => `10.0.${index >> 8}.${index & 255}:80`,
    )
    const left = names.toSpliced(count >> 1, 1)
    const before = maglevTableOf(names)
    const after = maglevTableOf(left, before.size)
    t.is(after.size, before.size)
    t.true(moved([before, after], [names, left]) / before.size <= 1 / count + 0.02)
  })
}

test('every endpoint owns as many slots, give or take one', (t) => {
  fc.assert(
    fc.property(identities, (names) => {
      const { owners, size } = maglevTableOf(names)
      const counts = new Uint32Array(names.length)
      for (const owner of owners) counts[owner] = (counts[owner] ?? 0) + 1
      t.true(size >= 100 * names.length)
      t.true(Math.max(...counts) - Math.min(...counts) <= 1)
    }),
    { numRuns: 30 },
  )
})

test('the order of the endpoints does not matter', (t) => {
  fc.assert(
    fc.property(identities, (names) => {
      const reversed = names.toReversed()
      t.is(moved([maglevTableOf(names), maglevTableOf(reversed)], [names, reversed]), 0)
    }),
    { numRuns: 10 },
  )
})

test('the number of slots is a prime of at least 100 times the endpoints', (t) => {
  for (const [slots, size] of [
    [1, 65_537],
    [65_537, 65_537],
    [65_538, 655_373],
    [655_374, 6_553_621],
  ] as const) {
    t.is(maglevTableOf(['a'], slots).size, size)
    for (let divisor = 2; divisor * divisor <= size; divisor++) t.not(size % divisor, 0)
  }
})

test('keys of near texts are spread evenly', (t) => {
  const names = Array.from({ length: 10 }, (_, index) => `10.1.0.${index}:80`)
  const table = maglevTableOf(names)
  const counts = names.map(() => 0)
  for (let key = 0; key < 10_000; key++) {
    const owner = ownerFrom(table, slotOf(table, `10.2.${key >> 8}.${key & 255}`), () => true) ?? -1
    counts[owner] = (counts[owner] ?? 0) + 1
  }
  t.true(Math.max(...counts) < 1_200, `${counts}`)
  t.true(Math.min(...counts) > 800, `${counts}`)
})

test('a key whose owner can’t be used goes to one other, and the other keys stay', (t) => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const table = maglevTableOf(names)
  const taken = new Set<number | undefined>()
  for (let key = 0; key < 1_000; key++) {
    const slot = slotOf(table, `key ${key}`)
    const usual = ownerFrom(table, slot, () => true)
    const other = ownerFrom(table, slot, (owner) => owner !== 2)
    t.is(
      other,
      ownerFrom(table, slot, (owner) => owner !== 2),
    )
    if (usual === 2) taken.add(other)
    else t.is(other, usual)
  }
  t.is(taken.size, 4)
})

test('where none can be used there is no owner', (t) => {
  t.is(
    ownerFrom(maglevTableOf(['a', 'b']), 5, () => false),
    undefined,
  )
  t.is(
    ownerFrom(maglevTableOf([]), 5, () => true),
    undefined,
  )
})

test('a table of 1,000 endpoints is made in less than 100 ms', (t) => {
  const names = Array.from({ length: 1_000 }, (_, index) => `10.3.${index >> 8}.${index & 255}:80`)
  const durations = [1, 2, 3, 4, 5].map(() => processorMs(() => maglevTableOf(names)))
  t.true(Math.min(...durations) < 100, `${durations}`)
})
