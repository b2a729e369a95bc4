import test from 'ava'
import type { StreamRule, TcpListener, UdpListener } from '../../snapshot/routing-snapshot.ts'
import {
  exampleBackend,
  exampleEndpoints,
  exampleListener,
  exampleSnapshot,
} from '../../testing/proxy/request-examples.ts'
import { type ConnectionQuestion, explainStream } from './explain-stream.ts'

const backend = exampleBackend()
const ref = { name: 'ref/0', weight: 1, backend: backend.name }
const rule: StreamRule = { name: 'tcproute/default/r/rule/0', backendRefs: [ref] }
const place = {
  gateway: 'gateway/default/g',
  address: '127.0.0.1',
  port: 8005,
  clientPort: 5,
}
const tcp: TcpListener = { ...place, name: 'gateway/default/g/listener/tcp', protocol: 'TCP', rule }
const udp: UdpListener = { ...place, name: 'gateway/default/g/listener/udp', protocol: 'UDP' }
const tls = {
  ...place,
  name: 'gateway/default/g/listener/tls',
  port: 8443,
  clientPort: 443,
  protocol: 'TLS' as const,
  hostname: '*.example',
  serverNames: [{ hostname: 'db.example', rule: { ...rule, name: 'tlsroute/default/r/rule/0' } }],
}
const https = exampleListener({
  name: 'gateway/default/g/listener/https',
  protocol: 'HTTPS',
  port: 8443,
  clientPort: 443,
  hostname: 'shop.example',
  tls: { certificates: ['secret/default/shop'] },
})
const snapshot = exampleSnapshot({
  listeners: [tcp, udp, tls, https],
  backends: { [backend.name]: backend },
  endpoints: { [backend.name]: exampleEndpoints(1) },
})

function explained(asked: Partial<ConnectionQuestion>, from = snapshot) {
  const portOf = ({ clientPort }: { clientPort: number }) => clientPort
  const whole = {
    protocol: 'TCP',
    hostname: '127.0.0.1',
    port: 5,
    serverName: '',
    ...asked,
  } as const
  return explainStream({ snapshot: from, portOf }, whole)
}

test('a connection goes by its port to the backend, by each share', (t) => {
  const { steps, outcome, backendRefs, met } = explained({})
  t.deepEqual(
    steps.map(({ step, says }) => [step, says]),
    [
      ['port', '5, which is bound at 127.0.0.1:8005'],
      ['listener', tcp.name],
      ['rule', rule.name],
    ],
  )
  t.deepEqual(outcome, { isServed: true, says: 'it goes to service/default/s/80' })
  t.is(backendRefs[0]?.endpoints[0]?.address, '10.0.0.1:8080')
  t.is(met.rule, rule.name)
  const half = { ...ref, backend: null, invalid: 'no such Service' }
  const shared = { ...tcp, rule: { ...rule, backendRefs: [ref, half] } }
  t.is(
    explained({}, { ...snapshot, listeners: [shared] }).outcome.says,
    '50 %: it goes to service/default/s/80; 50 %: refused: no such Service',
  )
})

test('a listener with no route, and a backend with no endpoint, are told', (t) => {
  t.deepEqual(explained({ protocol: 'UDP' }).outcome, {
    isServed: false,
    says: 'the datagram is refused: no route is attached to the listener',
  })
  const { outcome } = explained({}, { ...snapshot, endpoints: {} })
  t.deepEqual(outcome, {
    isServed: false,
    says: 'service/default/s/80 has no endpoint that is ready',
  })
})

test('a TLS connection goes by its server name; TLS that is passed through is told', (t) => {
  const { steps, outcome } = explained({ protocol: 'TLS', port: 443, serverName: 'db.example' })
  t.is(
    steps[1]?.says,
    'server name db.example → gateway/default/g/listener/tls (*.example), which passes TLS through unchanged',
  )
  t.true(outcome.isServed)
})

test('a server name that no route and no listener has is told, with the ones that are there', (t) => {
  const none = explained({ protocol: 'TLS', port: 443, serverName: 'x.example' })
  t.regex(none.outcome.says, /refused: no route of the listener is for x\.example/)
  t.like(none.near, [{ name: 'tlsroute/default/r/rule/0', part: 'hostname' }])
  const refused = explained({ protocol: 'TLS', port: 443, serverName: 'x.test' })
  t.is(refused.outcome.says, 'the handshake is refused')
  t.is(refused.steps.at(-1)?.says, 'no listener of this port is for server name x.test')
  t.regex(
    explained({ protocol: 'TLS', port: 443 }).steps.at(-1)!.says,
    /is for a client that names no server/,
  )
})

test('a server name of HTTPS ends its TLS here, and requests are asked about', (t) => {
  const { outcome } = explained({ protocol: 'TLS', port: 443, serverName: 'shop.example' })
  t.true(outcome.isServed)
  t.regex(outcome.says, /rauta explain GET https:\/\/shop\.example\//)
})

test('another port is told, with what there is', (t) => {
  const { steps, near } = explained({ port: 6 })
  t.is(steps[0]?.says, 'nothing listens on 6 (there is 5 (TCP), 5 (UDP), 443 (TLS), 443 (HTTPS))')
  t.like(near, [{ name: rule.name, part: 'port', why: 'it is served on port 5' }])
})
