import test from 'ava'
import { routeTableOf } from '../../proxy/routing/route-table.ts'
import type {
  ClientValidation,
  HttpListener,
  HttpRule,
  RoutingSnapshot,
  RuleMatch,
} from '../../snapshot/routing-snapshot.ts'
import { curlLine } from './curl-line.ts'
import { sampleRequest } from './sample-request.ts'

const exact = (name: string, value: string) => ({ type: 'Exact' as const, name, value })
const prefix = (value: string) => ({ path: { type: 'PathPrefix' as const, value } })

const lines = test.macro({
  exec(t, match: Partial<RuleMatch>, hostname: string, expected: string | undefined) {
    t.is(curlFor([matchOf('own', match)], hostname), expected)
  },
  title: (_title, match, hostname, expected) =>
    `${JSON.stringify(match)} of "${hostname}" is tried by ${expected}`,
})

const resolve = '--resolve shop.example:8080:127.0.0.1'
test(lines, prefix(''), '', 'curl http://127.0.0.1:8080/')
test(lines, prefix('/cart'), 'shop.example', `curl ${resolve} http://shop.example:8080/cart`)
test(
  lines,
  prefix(''),
  '*.example',
  'curl --resolve www.example:8080:127.0.0.1 http://www.example:8080/',
)
test(lines, { ...prefix('/a'), method: 'POST' }, '', 'curl -X POST http://127.0.0.1:8080/a')
test(lines, { ...prefix('/a'), method: 'HEAD' }, '', 'curl -I http://127.0.0.1:8080/a')
test(
  lines,
  { ...prefix('/a'), headers: [exact('x-name', "it's")] },
  '',
  String.raw`curl -H 'x-name: it'\''s' http://127.0.0.1:8080/a`,
)
test(
  lines,
  { ...prefix('/a'), queryParams: [exact('q', 'a b&c'), exact('r', '$HOME')] },
  '',
  `curl 'http://127.0.0.1:8080/a?q=a+b%26c&r=%24HOME'`,
)
test(
  lines,
  { path: { type: 'Exact', value: '/a[1]' } },
  '',
  `curl --globoff 'http://127.0.0.1:8080/a[1]'`,
)
test(
  lines,
  { path: { type: 'RegularExpression', value: '/a/.*' } },
  '',
  'curl http://127.0.0.1:8080/a/any',
)
test(lines, { path: { type: 'RegularExpression', value: '/a/[0-9]{13}' } }, '', undefined)

test('HTTPS takes any certificate, and asks for the name', (t) => {
  t.is(
    curlFor([matchOf('own', prefix(''))], 'shop.example', { protocol: 'HTTPS', port: 8443 }),
    'curl -k --resolve shop.example:8443:127.0.0.1 https://shop.example:8443/',
  )
})

test('where clients have to show a certificate, its place is in the line', (t) => {
  const asked = (mode: ClientValidation['mode']) =>
    curlFor([matchOf('own', prefix(''))], '', {
      protocol: 'HTTPS',
      tls: { certificates: ['c'], clientValidation: { mode, caBundles: ['ca'] } },
    })
  t.is(
    asked('AllowValidOnly'),
    'curl -k --cert CLIENT.crt --key CLIENT.key https://127.0.0.1:8080/',
  )
  t.is(asked('AllowInsecureFallback'), 'curl -k https://127.0.0.1:8080/')
})

test('all addresses are reached by loopback, and IPv6 stands in brackets', (t) => {
  const own = [matchOf('own', prefix(''))]
  t.is(curlFor(own, '', { address: '0.0.0.0' }), 'curl http://127.0.0.1:8080/')
  t.is(curlFor(own, '', { address: '::' }), "curl 'http://[::1]:8080/'")
  t.is(
    curlFor(own, 'a.example', { address: '::1' }),
    "curl --resolve 'a.example:8080:[::1]' http://a.example:8080/",
  )
})

test('a line leads to its rule, though another has its prefix as an exact path', (t) => {
  const matches = [
    matchOf('other', { path: { type: 'Exact', value: '/a' } }),
    matchOf('own', prefix('/a')),
  ]
  t.is(curlFor(matches, ''), 'curl http://127.0.0.1:8080/a/')
})

test('a rule that others hide has no line', (t) => {
  const matches = [matchOf('other', prefix('/a')), matchOf('own', prefix('/a'))]
  t.is(curlFor(matches, ''), undefined)
})

/** The line for the rule `own`, which is the last. */
function curlFor(
  matches: readonly RuleMatch[],
  hostname: string,
  place: Partial<HttpListener> = {},
): string | undefined {
  const host = { hostname, matches }
  const listener: HttpListener = {
    name: 'gateway/shop/web/listener/http',
    gateway: 'gateway/shop/web',
    protocol: 'HTTP',
    address: '127.0.0.1',
    port: 8080,
    clientPort: 8080,
    hostname: '',
    hosts: [host],
    ...place,
  }
  const snapshot: RoutingSnapshot = {
    listeners: [listener],
    backends: {},
    endpoints: {},
    certificates: {},
    caBundles: {},
  }
  const spot = { listener, host, match: matches.at(-1)! }
  const sample = sampleRequest(spot, routeTableOf(snapshot))
  return sample && curlLine(sample, listener)
}

function matchOf(name: string, match: Partial<RuleMatch>): RuleMatch {
  const rule: HttpRule = { name, filters: [], backendRefs: [], timeouts: {} }
  return { name, ...prefix(''), headers: [], queryParams: [], rule, ...match }
}
