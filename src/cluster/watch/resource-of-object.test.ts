import test from 'ava'
import type { Kind } from '../../resources/resource-set.ts'
import type { ApiObject } from '../api/api-object.ts'
import { resourceOfObject } from './resource-of-object.ts'

const metadata = {
  name: 'cart',
  namespace: 'shop',
  uid: 'u',
  resourceVersion: '7',
  generation: 2,
  creationTimestamp: '2026-01-01T00:00:00Z',
  labels: { app: 'cart' },
  annotations: {
    'kubectl.kubernetes.io/last-applied-configuration': '{}',
    'example.net/mine': 'yes',
  },
  managedFields: [{ manager: 'kubectl' }],
  ownerReferences: [],
}
const { managedFields: _managed, ownerReferences: _owners, annotations: _all, ...kept } = metadata
const annotated = { ...kept, annotations: { 'example.net/mine': 'yes' } }

const cut = test.macro({
  title: (title = '', kind: Kind) => `of a ${kind}${title} only what is translated is kept`,
  exec(t, kind: Kind, fields: Omit<ApiObject, 'metadata'>, expected: object) {
    const resource = resourceOfObject(kind, { metadata, ...fields })
    t.deepEqual(JSON.parse(JSON.stringify(resource)), { kind, ...expected })
  },
})

const group = 'gateway.networking.k8s.io/v1'

test(
  cut,
  'HTTPRoute',
  { spec: { rules: [] }, status: { parents: [] } },
  {
    apiVersion: group,
    metadata: annotated,
    spec: { rules: [] },
  },
)
test(
  cut,
  'Service',
  {
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.0.0.1',
      clusterIPs: ['10.0.0.1'],
      selector: { app: 'cart' },
      sessionAffinity: 'None',
      ports: [{ name: 'http', port: 80, targetPort: 'web', protocol: 'TCP', nodePort: 30_000 }],
    },
    status: { loadBalancer: {} },
  },
  {
    apiVersion: 'v1',
    metadata: annotated,
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.0.0.1',
      sessionAffinity: 'None',
      ports: [{ name: 'http', port: 80, targetPort: 'web', protocol: 'TCP' }],
    },
  },
)
test(
  ' with a load balancer',
  cut,
  'Service',
  {
    spec: { type: 'LoadBalancer', loadBalancerClass: 'example.net/lb', ports: [] },
    status: {
      conditions: [],
      loadBalancer: {
        ingress: [
          { ip: '192.0.2.1', ipMode: 'VIP', ports: [{ port: 80, protocol: 'TCP' }] },
          { hostname: 'lb.example.net' },
        ],
      },
    },
  },
  {
    apiVersion: 'v1',
    metadata: annotated,
    spec: { type: 'LoadBalancer', ports: [] },
    status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }, { hostname: 'lb.example.net' }] } },
  },
)
test(
  cut,
  'EndpointSlice',
  {
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: ['10.1.0.1'],
        conditions: { ready: true },
        nodeName: 'n',
        targetRef: { kind: 'Pod', name: 'cart-1', namespace: 'shop', uid: 'p' },
      },
    ],
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    metadata: kept,
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: ['10.1.0.1'],
        conditions: { ready: true },
        nodeName: 'n',
        targetRef: { kind: 'Pod', namespace: 'shop', name: 'cart-1' },
      },
    ],
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  },
)
test(
  cut,
  'ConfigMap',
  { data: { 'ca.crt': 'PEM', other: 'x' }, binaryData: {} },
  {
    apiVersion: 'v1',
    metadata: kept,
    data: { 'ca.crt': 'PEM' },
  },
)
test(
  cut,
  'Namespace',
  { spec: { finalizers: ['kubernetes'] } },
  { apiVersion: 'v1', metadata: kept },
)

test('a slice that has no endpoints says null, which is none', (t) => {
  const slice = resourceOfObject('EndpointSlice', {
    metadata,
    addressType: 'IPv4',
    endpoints: null,
    ports: null,
  })
  t.like(slice, { endpoints: [], ports: [] })
})

test('a value of a Secret that is not UTF-8 is absent', (t) => {
  const data = { 'tls.crt': Buffer.from([0xff, 0xfe]).toString('base64'), 'tls.key': 'S0VZ' }
  const secret = resourceOfObject('Secret', { metadata, type: 'kubernetes.io/tls', data })
  t.deepEqual(secret.kind === 'Secret' && Object.keys(secret.data), ['tls.key'])
})
