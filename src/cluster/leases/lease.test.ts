import test from 'ava'
import { type LeaseSpec, mayTake, takenBy } from './lease.ts'

const held: LeaseSpec = {
  holderIdentity: 'a',
  leaseDurationSeconds: 15,
  acquireTime: '2026-01-01T00:00:00.000000Z',
  renewTime: '2026-01-01T00:00:09.000000Z',
  leaseTransitions: 3,
}

const taking = test.macro({
  title: (title = '') => `a Lease ${title}`,
  exec(t, spec: LeaseSpec, seenForMs: number, expected: boolean) {
    t.is(mayTake({ spec, sinceMs: 1000 }, 'b', 1000 + seenForMs), expected)
  },
})

test('that nobody holds may be taken', taking, {}, 0, true)
test('that was given back may be taken', taking, { ...held, holderIdentity: '' }, 0, true)
test('that is ours may be renewed', taking, { ...held, holderIdentity: 'b' }, 0, true)
test('that was just seen to change may not be taken', taking, held, 14_999, false)
test('that was not seen to change for its duration may be taken', taking, held, 15_000, true)
test(
  'whose renewTime is long past by our clock may not be taken',
  taking,
  { ...held, renewTime: '2020-01-01T00:00:00.000000Z' },
  0,
  false,
)

test('a renewal keeps when it was acquired; taking over counts as a transition', (t) => {
  const now = new Date('2026-01-01T00:01:00Z')
  t.deepEqual(takenBy(held, { identity: 'a', durationSeconds: 15, now }), {
    ...held,
    renewTime: '2026-01-01T00:01:00.000000Z',
  })
  t.deepEqual(takenBy(held, { identity: 'b', durationSeconds: 20, now }), {
    holderIdentity: 'b',
    leaseDurationSeconds: 20,
    acquireTime: '2026-01-01T00:01:00.000000Z',
    renewTime: '2026-01-01T00:01:00.000000Z',
    leaseTransitions: 4,
  })
})
