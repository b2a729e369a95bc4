// What is kept from one translation to the next is never stale: over any sequence of changes a
// translator gives what one gives that sees the last resources alone.
import assert from 'node:assert/strict'
import test from 'ava'
import * as fc from 'fast-check'
import { keyOf, type Resource, type RouteKind } from '../resources/resource-set.ts'
import { ResourceStore } from '../resources/resource-store.ts'
import type { Addressing } from './words/addressing.ts'
import { createTranslator } from './create-translator.ts'

const group = 'gateway.networking.k8s.io'

type Change =
  | { readonly put: Resource }
  | { readonly remove: Resource }
  /** What is handed in beside the resources. */
  | { readonly nowMs: number; readonly address: string }

const anyHostname = fc.constantFrom('a.test', '*.test', 'b.a.test', '*.a.test')
const anyNamespace = fc.constantFrom('shop', 'other')
const age = fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')

const listener = fc.record({
  name: fc.constantFrom('l0', 'l1', 'l2'),
  port: fc.constantFrom(80, 81),
  protocol: fc.constantFrom('HTTP', 'HTTP', 'TLS', 'TCP', 'UDP'),
  hostname: fc.option(anyHostname, { nil: undefined }),
  from: fc.constantFrom('Same' as const, 'All' as const),
})

const gateway = fc
  .record({
    name: fc.constantFrom('g0', 'g1'),
    creationTimestamp: age,
    listeners: fc.uniqueArray(listener, {
      minLength: 1,
      maxLength: 3,
      selector: ({ name }) => name,
    }),
  })
  .map(({ name, creationTimestamp, listeners }): Resource => ({
    apiVersion: `${group}/v1`,
    kind: 'Gateway',
    metadata: { name, namespace: 'shop', creationTimestamp },
    spec: {
      gatewayClassName: 'rauta',
      listeners: listeners.map(({ from, hostname, ...said }) => ({
        ...said,
        allowedRoutes: { namespaces: { from } },
        ...(hostname !== undefined &&
          said.protocol !== 'TCP' &&
          said.protocol !== 'UDP' && { hostname }),
        ...(said.protocol === 'TLS' && { tls: { mode: 'Passthrough' as const } }),
      })),
    },
  }))

const route = fc
  .record({
    kind: fc.constantFrom<RouteKind>('HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'),
    name: fc.constantFrom('r0', 'r1', 'r2'),
    namespace: anyNamespace,
    creationTimestamp: age,
    parents: fc.uniqueArray(fc.constantFrom('g0', 'g1'), { minLength: 1 }),
    sectionName: fc.option(fc.constantFrom('l0', 'l1'), { nil: undefined }),
    hostnames: fc.uniqueArray(anyHostname, { minLength: 1, maxLength: 2 }),
    path: fc.constantFrom('/', '/a'),
    service: fc.constantFrom('s0', 's1'),
    serviceNamespace: anyNamespace,
  })
  .map(
    (said): Resource =>
      // Each kind has these fields; TypeScript can't follow which goes with which.
      ({
        apiVersion: `${group}/v1`,
        kind: said.kind,
        metadata: {
          name: said.name,
          namespace: said.namespace,
          creationTimestamp: said.creationTimestamp,
        },
        spec: {
          parentRefs: said.parents.map((name) => ({
            group,
            kind: 'Gateway',
            namespace: 'shop',
            name,
            ...(said.sectionName !== undefined && { sectionName: said.sectionName }),
          })),
          ...(!['TCPRoute', 'UDPRoute'].includes(said.kind) && { hostnames: said.hostnames }),
          rules: [
            {
              // As the API server fills it in.
              ...(said.kind === 'HTTPRoute' && {
                matches: [{ path: { type: 'PathPrefix', value: said.path } }],
              }),
              backendRefs: [
                {
                  group: '',
                  kind: 'Service',
                  name: said.service,
                  namespace: said.serviceNamespace,
                  port: 80,
                  weight: 1,
                },
              ],
            },
          ],
        },
      }) as Resource,
  )

const grant = fc
  .record({ namespace: anyNamespace, kind: fc.constantFrom<RouteKind>('HTTPRoute', 'TCPRoute') })
  .map(({ namespace, kind }): Resource => ({
    apiVersion: `${group}/v1`,
    kind: 'ReferenceGrant',
    metadata: { name: 'grant', namespace },
    spec: {
      from: [{ group, kind, namespace: namespace === 'shop' ? 'other' : 'shop' }],
      to: [{ group: '', kind: 'Service' }],
    },
  }))

const service = fc
  .record({
    name: fc.constantFrom('s0', 's1'),
    namespace: anyNamespace,
    port: fc.constantFrom(80, 80, 81),
    protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
  })
  .map(({ name, namespace, port, protocol }): Resource => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { ports: [{ port, protocol }] },
  }))

const slice = fc
  .record({
    name: fc.constantFrom('s0', 's1'),
    namespace: anyNamespace,
    address: fc.constantFrom('10.0.0.1', '10.0.0.2'),
    protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
  })
  .map(({ name, namespace, address, protocol }): Resource => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address] }],
    ports: [{ port: 8080, protocol }],
  }))

const resource = fc.oneof(
  { arbitrary: gateway, weight: 3 },
  { arbitrary: route, weight: 8 },
  { arbitrary: grant, weight: 1 },
  { arbitrary: service, weight: 2 },
  { arbitrary: slice, weight: 1 },
)

const change: fc.Arbitrary<Change> = fc.oneof(
  { arbitrary: resource.map((put) => ({ put })), weight: 4 },
  { arbitrary: resource.map((remove) => ({ remove })), weight: 1 },
  {
    arbitrary: fc.record({
      nowMs: fc.constantFrom(0, Date.UTC(2026, 0, 3)),
      address: fc.constantFrom('127.0.0.1', '127.0.0.2'),
    }),
    weight: 1,
  },
)

test('any sequence of changes comes to what its last resources alone come to', (t) => {
  let served = 0
  fc.assert(
    fc.property(fc.array(change, { minLength: 15, maxLength: 50 }), (changes) => {
      const store = new ResourceStore()
      store.put({
        apiVersion: `${group}/v1`,
        kind: 'GatewayClass',
        metadata: { name: 'rauta' },
        spec: { controllerName: 'example.com/ours' },
      })
      const translate = translator()
      let around = { nowMs: 0, address: '127.0.0.1' }
      for (const one of changes) {
        if ('put' in one) store.put(one.put)
        else if ('remove' in one) store.delete(one.remove.kind, keyOf(one.remove))
        else around = one
        const now = translate(store.current(), around)
        // Copies: what is remembered of an object would be found again.
        const fresh = translator()(structuredClone(store.current()), around)
        assert.deepEqual(now, fresh)
        served = Math.max(served, now.snapshot.listeners.length)
      }
    }),
    { numRuns: 150, includeErrorInReport: true },
  )
  t.true(served >= 4)
})

function translator() {
  const options = { controllerName: 'example.com/ours', portOffset: 8000, reservedPorts: [] }
  const translate = createTranslator(options)
  return (
    resources: Parameters<typeof translate>[0],
    { nowMs, address }: { readonly nowMs: number; readonly address: string },
  ) => {
    const addressing: Addressing = { mode: 'host', bind: address, addresses: [address] }
    return translate(resources, { liveCertificates: {}, nowMs, addressing })
  }
}
