// What comes out of a manifest that says little: what an API server would have stored.
import test from 'ava'
import { readManifests } from '../read/read-manifests.ts'
import { withDefaults } from './with-defaults.ts'

const becomes = test.macro({
  exec(t, text: string, expected: object) {
    const { resources, problems } = readManifests(text, 'f')
    t.deepEqual(problems, [])
    const [object] = resources
    // Through JSON, as it would be shown: sealed text with it.
    t.deepEqual(JSON.parse(JSON.stringify(object?.resource)), expected)
  },
  title: (title = '') => `${title} gets its defaults`,
})

const apiVersion = 'gateway.networking.k8s.io/v1'

test(
  'an HTTPRoute with no rules',
  becomes,
  `apiVersion: ${apiVersion}beta1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {parentRefs: [{name: g}]}`,
  {
    apiVersion,
    kind: 'HTTPRoute',
    metadata: { name: 'a', namespace: 'default', generation: 1 },
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'g' }],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }],
    },
  },
)

test(
  'an HTTPRoute with half a match',
  becomes,
  `apiVersion: ${apiVersion}
kind: HTTPRoute
metadata: {name: a, generation: 5}
spec:
  rules:
  - matches: [{method: GET}, {path: {type: Exact, value: /x}, headers: [{name: h, value: v}]}, {path: null}]
    filters: [{type: RequestRedirect, requestRedirect: {}}]
  - backendRefs: [{name: s, port: 80}]
    matches: []
`,
  {
    apiVersion,
    kind: 'HTTPRoute',
    metadata: { name: 'a', namespace: 'default', generation: 5 },
    spec: {
      rules: [
        {
          matches: [
            { method: 'GET', path: { type: 'PathPrefix', value: '/' } },
            {
              path: { type: 'Exact', value: '/x' },
              headers: [{ name: 'h', value: 'v', type: 'Exact' }],
            },
            { path: { type: 'PathPrefix', value: '/' } },
          ],
          filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 302 } }],
        },
        {
          backendRefs: [{ group: '', kind: 'Service', name: 's', port: 80, weight: 1 }],
          matches: [],
        },
      ],
    },
  },
)

test(
  'a Gateway',
  becomes,
  `apiVersion: ${apiVersion}
kind: Gateway
metadata: {name: a, namespace: shop}
spec:
  gatewayClassName: c
  listeners:
  - {name: l, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: s}]}, allowedRoutes: {}}
`,
  {
    apiVersion,
    kind: 'Gateway',
    metadata: { name: 'a', namespace: 'shop', generation: 1 },
    spec: {
      gatewayClassName: 'c',
      listeners: [
        {
          name: 'l',
          port: 443,
          protocol: 'HTTPS',
          tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 's' }] },
          allowedRoutes: { namespaces: { from: 'Same' } },
        },
      ],
    },
  },
)

test(
  'a Namespace',
  becomes,
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {b: c}}',
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'a', labels: { b: 'c', 'kubernetes.io/metadata.name': 'a' } },
  },
)

test(
  'a Service',
  becomes,
  'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {x: z}, ports: [{port: 80}, {port: 81, name: b, targetPort: c, nodePort: 3}, {port: 82, name: d}]}'.replace(
    '{port: 80}',
    '{port: 80, name: a}',
  ),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a', namespace: 'default' },
    spec: {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ports: [
        { name: 'a', port: 80, protocol: 'TCP', targetPort: 80 },
        { name: 'b', port: 81, protocol: 'TCP', targetPort: 'c' },
        { name: 'd', port: 82, protocol: 'TCP', targetPort: 82 },
      ],
    },
  },
)

test(
  'an EndpointSlice',
  becomes,
  'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a}\naddressType: IPv4\nports: [{port: 1}]',
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'a', namespace: 'default' },
    addressType: 'IPv4',
    endpoints: [],
    ports: [{ name: '', port: 1, protocol: 'TCP' }],
  },
)

test(
  'a Secret (sealed)',
  becomes,
  'apiVersion: v1\nkind: Secret\nmetadata: {name: a, annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}", b: c}}\ndata: {x: eA==, binary: /w==}\nstringData: {z: z}',
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a', namespace: 'default', annotations: { b: 'c' } },
    type: 'Opaque',
    data: { x: '[redacted]', z: '[redacted]' },
  },
)

test("a Secret's values are decoded, and stringData wins over data", (t) => {
  const text =
    'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {x: eA==, z: eA==, y: |\n  YWJj\n  ZGVm\n}\nstringData: {z: plain}'
  const block = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  x: eA==\n  z: eA==\n  key: |\n    YWJj\n    ZGVm\nstringData: {z: plain}`
  t.false(readManifests(text, 'f').isReadable)
  const [object] = readManifests(block, 'f').resources
  const secret = object?.resource
  t.is(secret?.kind, 'Secret')
  if (secret?.kind !== 'Secret') return
  t.deepEqual(
    Object.entries(secret.data).map(([key, value]) => [key, value.reveal()]),
    [
      ['x', 'x'],
      ['z', 'plain'],
      ['key', 'abcdef'],
    ],
  )
})

test('a default is a copy: two objects share none', (t) => {
  const schema = { type: 'object', properties: { a: { type: 'object', default: { b: [1] } } } }
  const one = withDefaults({}, schema)
  const other = withDefaults({}, schema)
  t.deepEqual(one, other)
  t.not((one as { a: object }).a, (other as { a: object }).a)
  t.not((one as { a: object }).a, schema.properties.a.default)
})

// encoding/json leaves the zero value of a string where the text says null.
test(
  'a Namespace with a label that was left empty',
  becomes,
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {team: }, annotations: {b: null}}',
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'a',
      labels: { 'kubernetes.io/metadata.name': 'a', team: '' },
      annotations: { b: '' },
    },
  },
)

test(
  'a ConfigMap with an entry that was left empty',
  becomes,
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {b: , c: d}',
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'default' },
    data: { b: '', c: 'd' },
  },
)
