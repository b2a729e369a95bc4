import test from 'ava'
import { addressIn, addressRangeOf, isInRange, sizeOf } from './address-range.ts'
import { ipAddressOf } from '../../snapshot/ip-address.ts'

for (const [cidr, first, last, size] of [
  ['10.0.0.0/24', '10.0.0.1', '10.0.0.254', 254n],
  ['10.0.0.77/24', '10.0.0.1', '10.0.0.254', 254n],
  ['192.0.2.0/30', '192.0.2.1', '192.0.2.2', 2n],
  ['192.0.2.4/31', '192.0.2.4', '192.0.2.5', 2n],
  ['192.0.2.4/32', '192.0.2.4', '192.0.2.4', 1n],
  ['0.0.0.0/0', '0.0.0.1', '255.255.255.254', 2n ** 32n - 2n],
  ['fd00::/64', 'fd00::1', 'fd00::ffff:ffff:ffff:ffff', 2n ** 64n - 1n],
  ['fd00::8/127', 'fd00::8', 'fd00::9', 2n],
  ['fd00::8/128', 'fd00::8', 'fd00::8', 1n],
] as const) {
  test(`${cidr} gives ${first} to ${last}`, (t) => {
    const range = addressRangeOf(cidr)
    if (!range) return t.fail()
    t.is(addressIn(range, range.first), first)
    t.is(addressIn(range, range.last), last)
    t.is(sizeOf(range), size)
  })
}

test('a range is called by its network', (t) => {
  t.is(addressRangeOf('10.0.0.77/24')?.cidr, '10.0.0.0/24')
  t.is(addressRangeOf('FD00:0::ff/64')?.cidr, 'fd00::/64')
})

for (const text of [
  '',
  '10.0.0.0',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  'fd00::/129',
  '10.0.0/8',
  '/8',
  '10.0.0.0/8/8',
])
  test(`"${text}" is no range`, (t) => t.is(addressRangeOf(text), undefined))

test('an address of the other family is in no range', (t) => {
  const range = addressRangeOf('::/0')!
  t.false(isInRange(range, ipAddressOf('10.0.0.1')!))
  t.true(isInRange(range, ipAddressOf('::a00:1')!))
})
