import test from 'ava'
import { gatewayDigests } from './gateway-digests.ts'
import type { TcpListener, TlsListener, UdpListener } from '../../snapshot/routing-snapshot.ts'
import { listener, snapshotOfListeners } from '../../testing/cluster/listeners.ts'

const digest = (...listeners: Parameters<typeof snapshotOfListeners>) =>
  gatewayDigests(snapshotOfListeners(...listeners)).get('ns/web')

const plain = digest([listener('web/http')])

const same = test.macro((t, more: Parameters<typeof listener>[1]) => {
  t.is(digest([listener('web/http', more)]), plain)
})
const other = test.macro((t, more: Parameters<typeof listener>[1]) => {
  t.not(digest([listener('web/http', more)]), plain)
})

test('a digest is eight letters', (t) => t.regex(plain ?? '', /^[0-9a-f]{8}$/))

test('routes change no digest', same, { hosts: [{ hostname: 'a.test', matches: [] }] })
test('the address to bind changes no digest', same, { address: '::' })

test('another protocol is another digest', other, { protocol: 'HTTPS' })
test('another port is another digest', other, { port: 81 })
test('another port for clients is another digest', other, { clientPort: 81 })
test('another hostname is another digest', other, { hostname: 'a.test' })
test('another certificate is another digest', other, { tls: { certificates: ['secret/ns/a'] } })

const { hosts: _hosts, hostname, ...place } = listener('web/http')
const passthrough: TlsListener = { ...place, protocol: 'TLS', hostname, serverNames: [] }
const tcp: TcpListener = { ...place, protocol: 'TCP' }
const udp: UdpListener = { ...place, protocol: 'UDP' }

test('TLS that ends here is another digest than TLS that is passed on', (t) => {
  const terminated = { ...passthrough, tls: { certificates: ['secret/ns/a'] } }
  t.not(digest([terminated]), digest([passthrough]))
})

test('a port by TCP and by UDP are two digests', (t) => t.not(digest([udp]), digest([tcp])))

test('routes of TLS, TCP and UDP listeners change no digest', (t) => {
  const rule = { name: 'tcproute/ns/db/rule/0', backendRefs: [] }
  const named = { ...passthrough, serverNames: [{ hostname: 'a.test', rule }] }
  t.is(digest([named]), digest([passthrough]))
  t.is(digest([{ ...tcp, rule }]), digest([tcp]))
  t.is(digest([{ ...udp, rule }]), digest([udp]))
})

test('one more listener is another digest', (t) => {
  t.not(digest([listener('web/http'), listener('web/more')]), plain)
})

test('a listener of a ListenerSet is in the digest of its Gateway', (t) => {
  const ofSet = listener('web/http', { name: 'listenerset/shop/own/listener/http', port: 81 })
  const both = digest([listener('web/http'), ofSet])
  t.not(both, plain)
  t.not(digest([listener('web/http'), { ...ofSet, hostname: 'a.test' }]), both)
})

test('each Gateway has a digest of its own, in the order of names', (t) => {
  const digests = gatewayDigests(snapshotOfListeners([listener('web/http'), listener('api/http')]))
  t.deepEqual([...digests.keys()], ['ns/api', 'ns/web'])
  t.is(digests.get('ns/web'), plain)
})
