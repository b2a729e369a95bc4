import test from 'ava'
import { addressesOf, machineAddresses, type LocalAddress } from './local-addresses.ts'

const four: LocalAddress = { address: '192.0.2.1', isIPv6: false }
const six: LocalAddress = { address: '2001:db8::1', isIPv6: true }
const machine = () => [four, six]

test('a wildcard is each address of the machine, that of IPv6 means both families', (t) => {
  t.deepEqual(addressesOf('0.0.0.0', machine), [four])
  t.deepEqual(addressesOf('::', machine), [four, six])
})

test('an address is itself, whether the machine lists it or not', (t) => {
  t.deepEqual(addressesOf('127.0.0.77', machine), [{ address: '127.0.0.77', isIPv6: false }])
  t.deepEqual(addressesOf('::1', machine), [{ address: '::1', isIPv6: true }])
})

test('the machine has its loopback, and no link-local addresses are used', (t) => {
  const addresses = machineAddresses().map(({ address }) => address)
  t.true(addresses.includes('127.0.0.1'))
  t.false(addresses.some((address) => address.startsWith('fe80')))
  t.is(new Set(addresses).size, addresses.length)
})
