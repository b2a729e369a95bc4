import test from 'ava'
import * as fc from 'fast-check'
import { addressRangeOf, isInRange, sizeOf } from './address-range.ts'
import { type AddressClaim, allocateAddresses, type Allocation } from './allocate-addresses.ts'
import { ipAddressOf } from '../../snapshot/ip-address.ts'

function claim(gateway: string, more: Partial<AddressClaim> = {}): AddressClaim {
  return { gateway, asked: undefined, assigned: undefined, ...more }
}

function spoken(allocation: Allocation | undefined): string {
  if (!allocation) return 'nothing'
  if ('address' in allocation) return allocation.address
  return 'takenBy' in allocation ? `taken by ${allocation.takenBy}` : 'exhausted'
}

const allocates = test.macro(
  (t, cidr: string, claims: readonly AddressClaim[], expected: readonly string[]) => {
    const allocations = allocateAddresses(addressRangeOf(cidr)!, claims)
    t.deepEqual(
      claims.map(({ gateway }) => spoken(allocations.get(gateway))),
      expected,
    )
  },
)

test(
  'who asks comes before an older one that takes any',
  allocates,
  '10.0.0.0/24',
  [claim('old'), claim('asks', { asked: '10.0.0.1' })],
  ['10.0.0.2', '10.0.0.1'],
)
test(
  'of two that ask for one address the older gets it',
  allocates,
  '10.0.0.0/24',
  [claim('old', { asked: '10.0.0.9' }), claim('young', { asked: '10.0.0.9' })],
  ['10.0.0.9', 'taken by old'],
)
test(
  'who asks does not get what another has, older or not, asked for or not',
  allocates,
  '10.0.0.0/24',
  [
    claim('old', { asked: '10.0.0.5' }),
    claim('older', { asked: '10.0.0.6' }),
    claim('has', { assigned: '10.0.0.5' }),
    claim('has-and-asks', { asked: '10.0.0.6', assigned: '10.0.0.6' }),
  ],
  ['taken by has', 'taken by has-and-asks', '10.0.0.5', '10.0.0.6'],
)
test(
  'who asks for another address than it has gives that up',
  allocates,
  '10.0.0.0/24',
  [claim('moves', { asked: '10.0.0.9', assigned: '10.0.0.1' }), claim('any')],
  ['10.0.0.9', '10.0.0.1'],
)
test(
  'of two that have the same address the older keeps it',
  allocates,
  '10.0.0.0/24',
  [claim('old', { assigned: '10.0.0.5' }), claim('young', { assigned: '10.0.0.5' })],
  ['10.0.0.5', '10.0.0.1'],
)
test(
  'an address that is no longer in the range is not kept, nor one that never was an address',
  allocates,
  '10.0.0.0/24',
  [
    claim('a', { assigned: '10.0.1.1' }),
    claim('b', { assigned: 'gate' }),
    claim('c', { assigned: '10.0.0.0' }),
  ],
  ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
)
test(
  'an exhausted range says so to the youngest',
  allocates,
  '192.0.2.0/31',
  [claim('a'), claim('b', { assigned: '192.0.2.0' }), claim('c')],
  ['192.0.2.1', '192.0.2.0', 'exhausted'],
)
test(
  'a range with more addresses than there are atoms is not walked over',
  allocates,
  '::/0',
  [claim('a'), claim('b', { asked: 'ffff::' }), claim('c', { assigned: '::1' })],
  ['::2', 'ffff::', '::1'],
)

const cidrs = ['10.0.0.0/30', '10.0.0.0/29', '10.0.0.0/24', 'fd00::/126', 'fd00::/64']
const scenes = fc.constantFrom(...cidrs).chain((cidr) => {
  const base = cidr.startsWith('fd00') ? 'fd00::' : '10.0.0.'
  const address = fc.integer({ min: 0, max: 9 }).map((host) => `${base}${host}`)
  const inRange = address.filter((text) => isInRange(addressRangeOf(cidr)!, ipAddressOf(text)!))
  const one = fc.record({
    asked: fc.option(inRange, { nil: undefined }),
    assigned: fc.option(address, { nil: undefined }),
  })
  return fc.array(one, { maxLength: 12 }).map((claims) => ({
    cidr,
    claims: claims.map((each, index) => claim(`shop/g${index}`, each)),
  }))
})

function addressesOf(allocations: ReadonlyMap<string, Allocation>): ReadonlyMap<string, string> {
  return new Map(
    [...allocations].flatMap(([gateway, allocation]) =>
      'address' in allocation ? [[gateway, allocation.address] as const] : [],
    ),
  )
}

test('no address is given twice, each is in the range, and everyone is answered', (t) => {
  fc.assert(
    fc.property(scenes, ({ cidr, claims }) => {
      const range = addressRangeOf(cidr)!
      const allocations = allocateAddresses(range, claims)
      const given = [...addressesOf(allocations).values()]
      t.is(new Set(given).size, given.length)
      t.true(given.every((address) => isInRange(range, ipAddressOf(address)!)))
      t.is(allocations.size, claims.length)
      for (const { gateway, asked } of claims) {
        const allocation = allocations.get(gateway)!
        if (asked !== undefined && 'address' in allocation) t.is(allocation.address, asked)
        if ('isExhausted' in allocation) t.is(BigInt(given.length), sizeOf(range))
      }
    }),
  )
})

test('what was given is given again, whoever else goes or comes and whatever they ask for', (t) => {
  fc.assert(
    fc.property(scenes, fc.infiniteStream(fc.boolean()), (scene, stays) => {
      const range = addressRangeOf(scene.cidr)!
      const first = addressesOf(allocateAddresses(range, scene.claims))
      const remaining = scene.claims
        .filter(() => stays.next().value)
        .map((each) => Object.assign({}, each, { assigned: first.get(each.gateway) }))
      const before = claim('blog/older', { asked: [...first.values()][0] })
      const again = addressesOf(allocateAddresses(range, [before, ...remaining, claim('blog/new')]))
      for (const { gateway, assigned } of remaining)
        if (assigned !== undefined) t.is(again.get(gateway), assigned)
    }),
  )
})
