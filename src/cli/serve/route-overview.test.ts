import test from 'ava'
import { noColours } from '../../observe/log/colours.ts'
import { allListenersBound } from '../../snapshot/bind-report.ts'
import type { HttpRule, Listener, StreamRule } from '../../snapshot/routing-snapshot.ts'
import { routeOverview } from './route-overview.ts'

const place = {
  gateway: 'gateway/shop/web',
  address: '0.0.0.0',
  port: 8443,
  clientPort: 8443,
} as const

function streamRule(name: string, backend: string | null = 'service/shop/db/5432'): StreamRule {
  return { name, backendRefs: [{ name: `${name}/backendRef/0`, weight: 1, backend }] }
}

function overviewOf(...listeners: readonly Listener[]): string {
  const tables = { backends: {}, endpoints: {}, certificates: {}, caBundles: {} }
  const report = allListenersBound(listeners)
  return routeOverview({ snapshot: { listeners, ...tables }, report, colours: noColours })
    .map((line) => line.replaceAll(/ {2,}/g, '  ').trimEnd())
    .join('\n')
}

test('a TLS listener is shown with its routes, and tried by openssl with a name of each', (t) => {
  const name = 'gateway/shop/web/listener/tls'
  const shown = overviewOf({
    ...place,
    name,
    protocol: 'TLS',
    hostname: '*.example',
    serverNames: [
      { hostname: 'db.example', rule: streamRule('tlsroute/shop/db/rule/0') },
      { hostname: '*.example', rule: streamRule('tlsroute/shop/rest/rule/0', null) },
    ],
  })
  t.is(
    shown,
    `
Listeners
  tls://0.0.0.0:8443  *.example  Gateway shop/web, listener tls

Routes
  :8443  db.example  TLS  → shop/db:5432  TLSRoute shop/db
  :8443  *.example  TLS  → refused: invalid reference  TLSRoute shop/rest

Try
  openssl s_client -connect 127.0.0.1:8443 -servername db.example
  openssl s_client -connect 127.0.0.1:8443 -servername www.example
`,
  )
})

test('TCP and UDP listeners are shown with their route, and tried by nc', (t) => {
  const shown = overviewOf(
    {
      ...place,
      name: 'gateway/shop/web/listener/db',
      protocol: 'TCP',
      port: 5432,
      rule: streamRule('tcproute/shop/db/rule/0'),
    },
    {
      ...place,
      name: 'gateway/shop/web/listener/dns',
      address: '::',
      protocol: 'UDP',
      port: 53,
      rule: streamRule('udproute/shop/dns/rule/0', 'service/shop/dns/53/udp'),
    },
    { ...place, name: 'gateway/shop/web/listener/idle', protocol: 'TCP', port: 1 },
  )
  t.is(
    shown,
    `
Listeners
  tcp://0.0.0.0:5432  *  Gateway shop/web, listener db
  udp://[::]:53  *  Gateway shop/web, listener dns
  tcp://0.0.0.0:1  *  Gateway shop/web, listener idle

Routes
  :5432  *  TCP  → shop/db:5432  TCPRoute shop/db
  :53  *  UDP  → shop/dns:53  UDPRoute shop/dns

Try
  nc 127.0.0.1 5432
  nc -u ::1 53
`,
  )
})

function grpcOverview(
  path: { type: 'Exact' | 'PathPrefix'; value: string },
  hostname = '',
): string {
  const rule: HttpRule = {
    name: 'grpcroute/shop/cart/rule/0',
    isGrpc: true,
    filters: [],
    backendRefs: [],
    timeouts: {},
  }
  const match = { name: `${rule.name}/match/0`, path, headers: [], queryParams: [], rule }
  return overviewOf({
    ...place,
    name: 'gateway/shop/web/listener/http',
    protocol: 'HTTP',
    hostname: '',
    hosts: [{ hostname, matches: [match] }],
  })
}

test('a GRPCRoute is called so, and tried by grpcurl where its match names a method', (t) => {
  const shown = grpcOverview({ type: 'Exact', value: '/shop.Cart/Add' }, 'shop.example')
  t.regex(shown, /GRPCRoute shop\/cart$/m)
  t.regex(
    shown,
    /^ {2}grpcurl -plaintext -authority shop\.example 127\.0\.0\.1:8443 shop\.Cart\/Add$/m,
  )
  t.notRegex(shown, /\bcurl/)
})

test('a GRPCRoute of any method has no line to try', (t) => {
  t.notRegex(grpcOverview({ type: 'PathPrefix', value: '/shop.Cart' }), /^Try$/m)
})
