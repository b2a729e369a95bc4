import test from 'ava'
import { clientSource } from './client-source.ts'

test('an IPv4 address is a source', (t) => {
  t.is(clientSource('192.0.2.7'), '192.0.2.7')
})

test('of IPv6 all of a /64 is one source, however it is written', (t) => {
  t.is(clientSource('2001:db8::1'), '2001:db8:0:0::/64')
  t.is(clientSource('2001:db8:0:0:ffff:1:2:3'), clientSource('2001:db8::1'))
  t.not(clientSource('2001:db8:0:1::1'), clientSource('2001:db8::1'))
  t.is(clientSource('fe80::1%eth0'), 'fe80:0:0:0::/64')
})
