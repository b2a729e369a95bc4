import test from 'ava'
import { whyUnwelcome } from './unwelcome-client.ts'

const upstreamNames = new Set(['127.0.0.1:40000', '[::1]:40000'])

test('a datagram from port 0 has no session, as it can not be answered', (t) => {
  t.is(whyUnwelcome({ address: '192.0.2.7', port: 0 }, upstreamNames), 'source-port-zero')
})

test('a datagram that the gateway sent itself has no session', (t) => {
  t.is(whyUnwelcome({ address: '127.0.0.1', port: 40_000 }, upstreamNames), 'loop')
  t.is(whyUnwelcome({ address: '::1', port: 40_000 }, upstreamNames), 'loop')
  t.is(whyUnwelcome({ address: '127.0.0.2', port: 40_000 }, upstreamNames), undefined)
})
