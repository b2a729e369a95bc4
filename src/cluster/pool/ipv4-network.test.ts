import test from 'ava'
import { networkAround, strangersOf } from './ipv4-network.ts'

const strangers = (cidr: string, isStranger = (_address: string) => true) => [
  ...strangersOf(networkAround(cidr), isStranger),
]

test('a network contains what its length says', (t) => {
  const network = networkAround('10.77.3.9/22')
  t.true(network.contains('10.77.0.0'))
  t.true(network.contains('10.77.3.255'))
  t.false(network.contains('10.77.4.0'))
  t.false(network.contains('10.76.255.255'))
})

test('a network contains nothing of IPv6', (t) => {
  t.false(networkAround('0.0.0.0/0').contains('fd00::1'))
})

test('strangers come after the own address, around the end, without the first and the last', (t) => {
  t.deepEqual(strangers('10.0.0.5/29'), [
    '10.0.0.6',
    '10.0.0.1',
    '10.0.0.2',
    '10.0.0.3',
    '10.0.0.4',
  ])
})

test('only who is strange is one', (t) => {
  t.deepEqual(
    strangers('10.0.0.1/29', (address) => address > '10.0.0.4'),
    ['10.0.0.5', '10.0.0.6'],
  )
})

test('a network of one or two addresses has no strangers', (t) => {
  t.deepEqual(strangers('10.0.0.1/32'), [])
  t.deepEqual(strangers('10.0.0.1/31'), [])
})

test('high addresses are numbers too', (t) => {
  t.is(strangers('223.255.255.1/24')[0], '223.255.255.2')
})
