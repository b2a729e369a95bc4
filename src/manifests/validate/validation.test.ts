// What the API server refuses, construct by construct, with the schemas of the real kinds.
import test from 'ava'
import { stringify } from 'yaml'
import { describeProblem } from '../read/manifest-problem.ts'
import { readManifests } from '../read/read-manifests.ts'

type Fields = Record<string, unknown>

const groups: Readonly<Record<string, string>> = {
  Service: 'v1',
  Secret: 'v1',
  ConfigMap: 'v1',
  Namespace: 'v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  XBackend: 'gateway.networking.x-k8s.io/v1alpha1',
  XBackendTrafficPolicy: 'gateway.networking.x-k8s.io/v1alpha1',
}

function manifest(kind: string, fields: Fields): string {
  const apiVersion = groups[kind] ?? 'gateway.networking.k8s.io/v1'
  return stringify({ apiVersion, kind, metadata: { name: 'a' }, ...fields })
}

/** Mistakes with neither place nor object. */
function mistakes(kind: string, fields: Fields): string[] {
  return readManifests(manifest(kind, fields), 'f')
    .problems.filter(({ level }) => level === 'mistake')
    .map((problem) => describeProblem(problem).replace(/^f:\d+: \S+ \S+: /, ''))
}

const accepts = test.macro({
  exec: (t, kind: string, fields: Fields) => t.deepEqual(mistakes(kind, fields), []),
  title: (title, kind) => `${kind}: ${title} is accepted`,
})

/** Every fault is said, in this order; each begins with its line here. */
const refuses = test.macro({
  exec(t, kind: string, fields: Fields, ...expected: string[]) {
    const found = mistakes(kind, fields)
    t.deepEqual(
      found.map((line, index) => line.slice(0, expected[index]?.length)),
      expected,
      found.join('\n'),
    )
  },
  title: (title, kind) => `${kind}: ${title} is refused`,
})

const spec = (fields: Fields) => ({ spec: fields })
const rule = (fields: Fields) => spec({ rules: [fields] })
const match = (fields: Fields) => rule({ matches: [fields] })
const path = (fields: Fields) => match({ path: fields })
const filter = (fields: Fields) => rule({ filters: [fields] })
const listeners = (...items: Fields[]) => spec({ gatewayClassName: 'c', listeners: items })
const http = { name: 'http', protocol: 'HTTP', port: 80 }
const https = { name: 'https', protocol: 'HTTPS', port: 443 }
const tls = { mode: 'Terminate', certificateRefs: [{ name: 'cert' }] }
const at = 'spec.rules[0].matches[0].path'
const manyMatches = Array.from({ length: 64 }, () => ({}))
const satisfy = 'expected to satisfy'

test('a spec that says nothing', accepts, 'HTTPRoute', spec({}))
test(
  'every type of match',
  accepts,
  'HTTPRoute',
  match({
    path: { type: 'RegularExpression', value: '/a.*' },
    headers: [{ name: 'X-A', value: 'b', type: 'RegularExpression' }],
    queryParams: [{ name: 'q', value: 'v' }],
    method: 'GET',
  }),
)
test(
  'a null where nothing is meant',
  accepts,
  'HTTPRoute',
  spec({ hostnames: null, rules: [{ matches: null }] }),
)
test('a status, whatever it says', accepts, 'HTTPRoute', { spec: {}, status: { wrong: 1 } })
test('kubectl get -o yaml', accepts, 'HTTPRoute', {
  metadata: {
    name: 'a',
    generation: 3,
    resourceVersion: '7',
    uid: 'u',
    creationTimestamp: '2026-01-02T03:04:05Z',
    managedFields: [{ manager: 'kubectl' }],
    finalizers: ['x/y'],
    ownerReferences: [{ kind: 'X' }],
  },
  spec: {},
})

test(
  'a missing spec',
  refuses,
  'HTTPRoute',
  {},
  'spec: expected a value: it is required, found nothing',
)
test(
  'a spec that is a text',
  refuses,
  'HTTPRoute',
  { spec: 'x' },
  'spec: expected an object (fields, one a line), found "x"',
)
test(
  'rules that are no list',
  refuses,
  'HTTPRoute',
  spec({ rules: {} }),
  'spec.rules: expected a list (items that begin with "- "), found {}',
)
test(
  'an empty list of rules',
  refuses,
  'HTTPRoute',
  spec({ rules: [] }),
  'spec.rules: expected at least 1 items, found 0',
)
test(
  '17 rules',
  refuses,
  'HTTPRoute',
  spec({ rules: Array.from({ length: 17 }, () => ({})) }),
  'spec.rules: expected at most 16 items, found 17',
)
test(
  'a null in a list',
  refuses,
  'HTTPRoute',
  spec({ rules: [null] }),
  'spec.rules[0]: expected an object (fields, one a line), found null',
)
test(
  'a null in a map, without which a selector would let everybody in',
  refuses,
  'Gateway',
  {
    spec: {
      gatewayClassName: 'a',
      listeners: [
        {
          name: 'a',
          port: 80,
          protocol: 'HTTP',
          allowedRoutes: {
            namespaces: { from: 'Selector', selector: { matchLabels: { team: null } } },
          },
        },
      ],
    },
  },
  'spec.listeners[0].allowedRoutes.namespaces.selector.matchLabels.team: expected a string, found null',
)
test(
  'an unknown field',
  refuses,
  'HTTPRoute',
  spec({ rule: [] }),
  'spec.rule: expected a known field (did you mean rules?), found an unknown field',
)
test(
  'an unknown field like no other',
  refuses,
  'HTTPRoute',
  rule({ xyz: 1 }),
  'spec.rules[0].xyz: expected one of the fields backendRefs, filters, matches, name, retry, sessionPersistence, timeouts, found an unknown field',
)
test(
  'a field called constructor',
  refuses,
  'HTTPRoute',
  spec({ constructor: 1 }),
  'spec.constructor: expected one of the fields',
)
test(
  'an enum in the wrong case',
  refuses,
  'HTTPRoute',
  path({ type: 'exact', value: '/' }),
  `${at}.type: expected one of Exact, PathPrefix, RegularExpression, found "exact"`,
)
test(
  'a number where a text belongs',
  refuses,
  'HTTPRoute',
  path({ value: 5 }),
  `${at}.value: expected a string, found 5 (in quotes it is a string: "5")`,
)
test(
  'a text where a number belongs',
  refuses,
  'HTTPRoute',
  rule({ backendRefs: [{ name: 's', port: '80' }] }),
  'spec.rules[0].backendRefs[0].port: expected a whole number, found "80"',
)
test(
  'a fraction where a whole number belongs',
  refuses,
  'HTTPRoute',
  rule({ backendRefs: [{ name: 's', port: 80.5 }] }),
  'spec.rules[0].backendRefs[0].port: expected a whole number, found 80.5',
)
test(
  'a port out of range',
  refuses,
  'HTTPRoute',
  rule({
    backendRefs: [
      { name: 's', port: 0 },
      { name: 's', port: 65536 },
    ],
  }),
  'spec.rules[0].backendRefs[0].port: expected a number from 1 to 65535, found 0',
  'spec.rules[0].backendRefs[1].port: expected a number from 1 to 65535, found 65536',
)
test(
  'a weight below 0',
  refuses,
  'HTTPRoute',
  rule({ backendRefs: [{ name: 's', port: 1, weight: -1 }] }),
  'spec.rules[0].backendRefs[0].weight: expected a number from 0 to 1000000, found -1',
)
test(
  'a name or group in other case, or with a version',
  refuses,
  'HTTPRoute',
  spec({
    parentRefs: [
      { name: 'web', group: 'gateway.networking.k8s.io/v1' },
      { name: 'web', group: 'Core' },
      { name: 'web', group: 'core/v1' },
      { name: 'web', sectionName: 'HTTP' },
      { name: 'web', group: 'a_b/v1' },
    ],
  }),
  'spec.parentRefs[0].group: expected a DNS name in lower case, or "" for the core group (did you mean gateway.networking.k8s.io?), found "gateway.networking.k8s.io/v1"',
  'spec.parentRefs[1].group: expected a DNS name in lower case, or "" for the core group (did you mean ""?), found "Core"',
  'spec.parentRefs[2].group: expected a DNS name in lower case, or "" for the core group (did you mean ""?), found "core/v1"',
  "spec.parentRefs[3].sectionName: expected a DNS name (labels of lower case letters, digits and '-', joined by '.') (did you mean http?), found \"HTTP\"",
  'spec.parentRefs[4].group: expected a DNS name in lower case, or "" for the core group, found "a_b/v1"',
)
test(
  'a hostname that is none',
  refuses,
  'HTTPRoute',
  spec({ hostnames: ['a_b', 'A.example', '*.*.x'] }),
  'spec.hostnames[0]: expected a DNS name in lower case, the first label may be *, found "a_b"',
  'spec.hostnames[1]: expected',
  'spec.hostnames[2]: expected',
)
test(
  'a hostname that is too long',
  refuses,
  'HTTPRoute',
  spec({ hostnames: ['a'.repeat(254)] }),
  'spec.hostnames[0]: expected at most 253 characters, found 254',
)
test(
  'a header name that is none',
  refuses,
  'HTTPRoute',
  match({ headers: [{ name: 'a b', value: 'c' }] }),
  'spec.rules[0].matches[0].headers[0].name: expected a header name',
)
test(
  'an empty header value',
  refuses,
  'HTTPRoute',
  match({ headers: [{ name: 'a', value: '' }] }),
  'spec.rules[0].matches[0].headers[0].value: expected at least 1 characters, found ""',
)
test(
  'a header matched twice',
  refuses,
  'HTTPRoute',
  match({
    headers: [
      { name: 'a', value: 'b' },
      { name: 'a', value: 'c' },
    ],
  }),
  'spec.rules[0].matches[0].headers[1]: expected a name of its own (item 0 has it already)',
)
test(
  'a header removed twice',
  refuses,
  'HTTPRoute',
  filter({ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['a', 'a'] } }),
  'spec.rules[0].filters[0].requestHeaderModifier.remove[1]: expected no value twice (item 0 has it already), found "a"',
)
test(
  'a duration with a fraction',
  refuses,
  'HTTPRoute',
  rule({ timeouts: { request: '1.5s' } }),
  'spec.rules[0].timeouts.request: expected a duration such as 10s',
)
test(
  'everything wrong at once',
  refuses,
  'HTTPRoute',
  spec({ hostnames: ['_'], parentRefs: [{ port: 'x' }], rules: [{ bakendRefs: [] }] }),
  'spec.hostnames[0]: expected',
  'spec.parentRefs[0].name: expected a value',
  'spec.parentRefs[0].port: expected a whole number',
  'spec.rules[0].bakendRefs: expected a known field (did you mean backendRefs?)',
)

test(
  'a path with no slash',
  refuses,
  'HTTPRoute',
  path({ value: 'a' }),
  `${at}: ${satisfy} "value must be an absolute path`,
)
test(
  'a path with //',
  refuses,
  'HTTPRoute',
  path({ value: '/a//b' }),
  `${at}: ${satisfy} "must not contain '//'`,
)
test(
  'a path with /../',
  refuses,
  'HTTPRoute',
  path({ value: '/a/../b' }),
  `${at}: ${satisfy} "must not contain '/../'`,
)
test(
  'a path that ends with /.',
  refuses,
  'HTTPRoute',
  path({ value: '/a/.' }),
  `${at}: ${satisfy} "must not end with '/.'`,
)
test(
  'a path with %2F',
  refuses,
  'HTTPRoute',
  path({ value: '/a%2Fb' }),
  `${at}: ${satisfy} "must not contain '%2F'`,
)
test(
  'a path with a space',
  refuses,
  'HTTPRoute',
  path({ value: '/a b' }),
  `${at}: ${satisfy} "must only contain valid characters`,
)
test(
  'two names alike',
  refuses,
  'HTTPRoute',
  spec({ rules: [{ name: 'x' }, { name: 'x' }] }),
  `spec.rules: ${satisfy} "Rule name must be unique within the route"`,
)
test(
  '129 matches',
  refuses,
  'HTTPRoute',
  spec({ rules: [{ matches: manyMatches }, { matches: manyMatches }, {}] }),
  `spec.rules: ${satisfy} "While 16 rules and 64 matches per rule are allowed`,
)
test(
  '128 matches',
  accepts,
  'HTTPRoute',
  spec({ rules: [{ matches: manyMatches }, { matches: manyMatches }] }),
)
test(
  'a Service with no port',
  refuses,
  'HTTPRoute',
  rule({ backendRefs: [{ name: 's' }] }),
  `spec.rules[0].backendRefs[0]: ${satisfy} "Must have port for Service reference"`,
)
test(
  'another kind of backend with no port',
  accepts,
  'HTTPRoute',
  rule({ backendRefs: [{ name: 's', group: 'x.dev', kind: 'Backend' }] }),
)
test(
  'a filter with no configuration',
  refuses,
  'HTTPRoute',
  filter({ type: 'URLRewrite' }),
  `spec.rules[0].filters[0]: ${satisfy} "filter.urlRewrite must be specified for URLRewrite filter.type"`,
)
test(
  "a filter with another one's configuration",
  refuses,
  'HTTPRoute',
  filter({ type: 'RequestRedirect', requestRedirect: {}, cors: {} }),
  `spec.rules[0].filters[0]: ${satisfy} "filter.cors must be nil if the filter.type is not CORS"`,
)
test(
  'a redirect with backendRefs',
  refuses,
  'HTTPRoute',
  rule({
    filters: [{ type: 'RequestRedirect', requestRedirect: {} }],
    backendRefs: [{ name: 's', port: 1 }],
  }),
  `spec.rules[0]: ${satisfy} "RequestRedirect filter must not be used together with backendRefs"`,
)
test(
  'a redirect together with a rewrite',
  refuses,
  'HTTPRoute',
  rule({
    filters: [
      { type: 'RequestRedirect', requestRedirect: {} },
      { type: 'URLRewrite', urlRewrite: {} },
    ],
  }),
  `spec.rules[0].filters: ${satisfy} "May specify either`,
)
test(
  'a prefix replaced where the match is exact',
  refuses,
  'HTTPRoute',
  rule({
    matches: [{ path: { type: 'Exact', value: '/a' } }],
    filters: [
      {
        type: 'URLRewrite',
        urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' } },
      },
    ],
  }),
  `spec.rules[0]: ${satisfy} "When using URLRewrite filter with path.replacePrefixMatch, exactly one PathPrefix match`,
)
test(
  'a path replaced by nothing',
  refuses,
  'HTTPRoute',
  filter({ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplaceFullPath' } } }),
  `spec.rules[0].filters[0].urlRewrite.path: ${satisfy} "replaceFullPath must be specified`,
)
test(
  'a mirror by percent and by fraction',
  refuses,
  'HTTPRoute',
  filter({
    type: 'RequestMirror',
    requestMirror: { backendRef: { name: 's', port: 1 }, percent: 1, fraction: { numerator: 1 } },
  }),
  `spec.rules[0].filters[0].requestMirror: ${satisfy} "Only one of percent or fraction`,
)
test(
  'a fraction over 1',
  refuses,
  'HTTPRoute',
  filter({
    type: 'RequestMirror',
    requestMirror: { backendRef: { name: 's', port: 1 }, fraction: { numerator: 101 } },
  }),
  `spec.rules[0].filters[0].requestMirror.fraction: ${satisfy} "numerator must be less than or equal to denominator"`,
)
test(
  'a backend timeout longer than that of the request',
  refuses,
  'HTTPRoute',
  rule({ timeouts: { request: '1s', backendRequest: '1001ms' } }),
  `spec.rules[0].timeouts: ${satisfy} "backendRequest timeout cannot be longer than request timeout"`,
)
test(
  'a backend timeout where the request has none',
  accepts,
  'HTTPRoute',
  rule({ timeouts: { request: '0s', backendRequest: '10s' } }),
)
test(
  'one parent twice',
  refuses,
  'HTTPRoute',
  spec({ parentRefs: [{ name: 'g' }, { name: 'g' }] }),
  `spec.parentRefs: ${satisfy} "sectionName or port must be unique`,
)
test(
  'two sections of one parent',
  accepts,
  'HTTPRoute',
  spec({
    parentRefs: [
      { name: 'g', sectionName: 'a' },
      { name: 'g', sectionName: 'b' },
    ],
  }),
)
test(
  'one parent in two namespaces',
  accepts,
  'HTTPRoute',
  spec({
    parentRefs: [
      { name: 'g', namespace: 'a' },
      { name: 'g', namespace: 'b' },
    ],
  }),
)
test(
  '* among other methods',
  refuses,
  'HTTPRoute',
  filter({ type: 'CORS', cors: { allowMethods: ['*', 'GET'] } }),
  `spec.rules[0].filters[0].cors.allowMethods: ${satisfy}`,
)

test('HTTP and HTTPS', accepts, 'Gateway', listeners(http, { ...https, tls }))
test(
  'no listeners',
  refuses,
  'Gateway',
  spec({ gatewayClassName: 'c', listeners: [] }),
  'spec.listeners: expected at least 1 items, found 0',
)
test(
  'a listener name that comes twice',
  refuses,
  'Gateway',
  listeners(http, { ...http, port: 81 }),
  `spec.listeners: ${satisfy} "Listener name must be unique within the Gateway"`,
  'spec.listeners[1]: expected a name of its own',
)
test(
  'a port, protocol and hostname that come twice',
  refuses,
  'Gateway',
  listeners(http, { ...http, name: 'b' }),
  `spec.listeners: ${satisfy} "Combination of port, protocol and hostname must be unique for each listener"`,
)
test(
  'tls on a listener of HTTP',
  refuses,
  'Gateway',
  listeners({ ...http, tls }),
  `spec.listeners: ${satisfy} "tls must not be specified for protocols`,
)
test(
  'HTTPS that passes through',
  refuses,
  'Gateway',
  listeners({ ...https, tls: { mode: 'Passthrough' } }),
  `spec.listeners: ${satisfy} "tls mode must be Terminate for protocol HTTPS"`,
)
test(
  'tls with no certificate',
  refuses,
  'Gateway',
  listeners({ ...https, tls: {} }),
  `spec.listeners[0].tls: ${satisfy} "certificateRefs or options must be specified when mode is Terminate"`,
)
test(
  'a hostname for TCP',
  refuses,
  'Gateway',
  listeners({ name: 'a', protocol: 'TCP', port: 1, hostname: 'a.b' }),
  `spec.listeners: ${satisfy} "hostname must not be specified for protocols ['TCP', 'UDP']"`,
)
test(
  'addresses of both families',
  accepts,
  'Gateway',
  spec({
    ...listeners(http).spec,
    addresses: [{ value: '10.0.0.1' }, { value: '::1' }, { type: 'Hostname', value: 'a.b' }],
  }),
)
test(
  'an address that is none',
  refuses,
  'Gateway',
  spec({ ...listeners(http).spec, addresses: [{ value: '10.0.0' }] }),
  'spec.addresses[0].value: expected an IPv4 address or an IPv6 address, found "10.0.0"',
)
test(
  'an address that comes twice',
  refuses,
  'Gateway',
  spec({ ...listeners(http).spec, addresses: [{ value: '10.0.0.1' }, { value: '10.0.0.1' }] }),
  `spec.addresses: ${satisfy} "IPAddress values must be unique"`,
)
test(
  'an annotation key that is none',
  refuses,
  'Gateway',
  spec({ ...listeners(http).spec, infrastructure: { annotations: { 'a b': 'c' } } }),
  `spec.infrastructure.annotations: ${satisfy} "Annotation keys must be`,
)
test(
  'a controller name with no path',
  refuses,
  'GatewayClass',
  spec({ controllerName: 'example' }),
  'spec.controllerName: expected what matches',
)
test(
  'a grant from nowhere to nothing',
  refuses,
  'ReferenceGrant',
  spec({ from: [], to: [] }),
  'spec.from: expected at least 1 items, found 0',
  'spec.to: expected at least 1 items, found 0',
)
test(
  'a grant',
  accepts,
  'ReferenceGrant',
  spec({
    from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'a' }],
    to: [{ group: '', kind: 'Service' }],
  }),
)
test(
  'two sources of trust',
  refuses,
  'BackendTLSPolicy',
  spec({
    targetRefs: [{ group: '', kind: 'Service', name: 's' }],
    validation: {
      hostname: 'a.b',
      wellKnownCACertificates: 'System',
      caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'c' }],
    },
  }),
  `spec.validation: ${satisfy} "exactly one of the fields in [caCertificateRefs wellKnownCACertificates] must be set"`,
)
test(
  'a routability whose domain is none',
  refuses,
  'Gateway',
  spec({
    gatewayClassName: 'c',
    listeners: [{ name: 'a', port: 1, protocol: 'HTTP' }],
    addresses: [{ type: 'IPAddress', routability: 'a..b/wan' }],
  }),
  `spec.addresses[0].routability: ${satisfy} "Routability must be empty, Cluster, `,
)
test(
  'labels of endpoints that are no labels',
  refuses,
  'XBackend',
  spec({
    type: 'EndpointSelector',
    endpointSelector: { matchLabels: { 'app.kubernetes.io/name': 'a', '-b': 'c' } },
    port: { number: 1 },
  }),
  'spec.endpointSelector.matchLabels: ',
)

test(
  'several ports with no names',
  refuses,
  'Service',
  spec({ ports: [{ port: 1 }, { port: 2 }] }),
  `spec.ports: ${satisfy} "each port has a name where there are several"`,
)
test(
  'one port under two names',
  refuses,
  'Service',
  spec({
    ports: [
      { name: 'a', port: 1 },
      { name: 'b', port: 1 },
    ],
  }),
  'spec.ports[1]: expected a port and protocol of its own',
)
test('no ports', refuses, 'Service', spec({}), `spec: ${satisfy} "ports must be given"`)
test('a headless one with no ports', accepts, 'Service', spec({ clusterIP: 'None' }))
test(
  'fields that are not read',
  accepts,
  'Service',
  spec({
    selector: { a: 'b' },
    internalTrafficPolicy: 'Cluster',
    ports: [{ port: 1, nodePort: 30000 }],
  }),
)
test(
  'a target port by name',
  accepts,
  'Service',
  spec({ ports: [{ port: 1, targetPort: 'http' }] }),
)
test(
  'a target port that is a fraction',
  refuses,
  'Service',
  spec({ ports: [{ port: 1, targetPort: 1.5 }] }),
  'spec.ports[0].targetPort: expected a whole number or a string, found 1.5',
)
test(
  'an address of another family',
  refuses,
  'EndpointSlice',
  { addressType: 'IPv6', endpoints: [{ addresses: ['10.0.0.1'] }] },
  'endpoints[0].addresses[0]: expected an IPv6 address, found "10.0.0.1"',
)
test(
  'an address type that there is not',
  refuses,
  'EndpointSlice',
  { addressType: 'Any', endpoints: [] },
  'addressType: expected one of IPv4, IPv6, FQDN, found "Any"',
)
test('an endpoint on loopback', accepts, 'EndpointSlice', {
  addressType: 'IPv4',
  endpoints: [{ addresses: ['127.0.0.1'] }],
  ports: [{ port: 1 }],
})
test(
  'a type of tls with no key',
  refuses,
  'Secret',
  { type: 'kubernetes.io/tls', data: { 'tls.crt': 'YQ==' } },
  'data["tls.key"]: expected a value: a Secret of type kubernetes.io/tls has one, found nothing',
)
test(
  'what is no base64',
  refuses,
  'Secret',
  { data: { a: 'not base64!' } },
  'data.a: expected base64, found [redacted]',
)
test(
  'a value that is no text',
  refuses,
  'Secret',
  { stringData: { a: 1234 }, data: 5678 },
  'stringData.a: expected a string, found [redacted]',
  'data: expected an object (fields, one a line), found [redacted]',
)
test(
  'a key with a slash',
  refuses,
  'ConfigMap',
  { data: { 'a/b': 'c' } },
  `data: ${satisfy} "keys are letters`,
)
