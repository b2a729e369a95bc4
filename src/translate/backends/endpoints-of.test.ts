import test from 'ava'
import * as fc from 'fast-check'
import type { EndpointSlice } from '../../resources/core.ts'
import { endpointsOf, leavingOf } from './endpoints-of.ts'

type SliceEndpoint = EndpointSlice['endpoints'][number]

function slice(
  endpoints: readonly SliceEndpoint[],
  fields: Partial<Pick<EndpointSlice, 'addressType' | 'ports'>> = {},
): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: 'shop', name: 'cart-1' },
    addressType: 'IPv4',
    ports: [{ port: 3000 }],
    endpoints,
    ...fields,
  }
}

const at = (...addresses: string[]): SliceEndpoint => ({ addresses })
const pod = (name: string, address: string): SliceEndpoint => ({
  addresses: [address],
  targetRef: { kind: 'Pod', namespace: 'shop', name },
})
const servicePort = { port: 80 }
const addresses = (slices: readonly EndpointSlice[], port = servicePort) =>
  endpointsOf(slices, port).map((endpoint) => `${endpoint.address}:${endpoint.port}`)

const states: readonly (readonly [
  string,
  SliceEndpoint['conditions'],
  'ready' | 'spare' | 'no',
])[] = [
  ['no conditions', undefined, 'ready'],
  ['empty conditions', {}, 'ready'],
  ['ready', { ready: true }, 'ready'],
  [
    'ready, though it terminates (publishNotReadyAddresses)',
    { ready: true, terminating: true },
    'ready',
  ],
  ['not ready', { ready: false }, 'no'],
  ['not ready, serving, not terminating', { ready: false, serving: true }, 'no'],
  ['serving and terminating', { ready: false, serving: true, terminating: true }, 'spare'],
  ['terminating, no longer serving', { ready: false, serving: false, terminating: true }, 'no'],
  ['terminating, serving unsaid', { ready: false, terminating: true }, 'no'],
]

for (const [title, conditions, use] of states) {
  const endpoint = conditions ? { ...at('10.0.0.1'), conditions } : at('10.0.0.1')
  test(`an endpoint with ${title} ${use === 'no' ? 'gets nothing' : `is ${use}`}`, (t) => {
    t.deepEqual(addresses([slice([endpoint])]), use === 'no' ? [] : ['10.0.0.1:3000'])
    const beside = addresses([slice([endpoint, at('10.0.0.9')])])
    t.is(beside.includes('10.0.0.1:3000'), use === 'ready')
    t.true(beside.includes('10.0.0.9:3000'))
    const isLeaving = leavingOf([slice([endpoint, at('10.0.0.9')])], servicePort).length > 0
    t.is(isLeaving, use === 'spare')
    t.deepEqual(leavingOf([slice([endpoint])], servicePort), [])
  })
}

test('ports go by name', (t) => {
  const ports = [
    { name: 'admin', port: 9000 },
    { name: 'web', port: 3000 },
  ]
  const slices = [slice([at('10.0.0.1')], { ports })]
  t.is(endpointsOf(slices, { name: 'web', port: 80 })[0]?.port, 3000)
  t.is(endpointsOf(slices, { name: 'admin', port: 81 })[0]?.port, 9000)
  t.deepEqual(endpointsOf(slices, { port: 80 }), [])
})

test('slices may have different numbers behind one name', (t) => {
  const old = slice([at('10.0.0.1')], { ports: [{ name: 'web', port: 3000 }] })
  const next = slice([at('10.0.0.2')], { ports: [{ name: 'web', port: 4000 }] })
  const web = { name: 'web', port: 80, targetPort: 'web' }
  t.deepEqual(addresses([old, next], web), ['10.0.0.1:3000', '10.0.0.2:4000'])
})

test('only TCP ports are used', (t) => {
  const ports = [{ port: 53, protocol: 'UDP' } as const]
  t.deepEqual(addresses([slice([at('10.0.0.1')], { ports })]), [])
})

test("a port without a number is the Service's targetPort", (t) => {
  const slices = [slice([at('10.0.0.1')], { ports: [{}] })]
  t.is(endpointsOf(slices, { port: 80, targetPort: 8080 })[0]?.port, 8080)
  t.is(endpointsOf(slices, { port: 80 })[0]?.port, 80)
})

test('a slice without ports has no endpoints', (t) => {
  t.deepEqual(addresses([slice([at('10.0.0.1')], { ports: [] })]), [])
})

test('of several addresses the first counts', (t) => {
  t.deepEqual(addresses([slice([at('10.0.0.1', '10.0.0.2')])]), ['10.0.0.1:3000'])
})

test("a slice's addresses are of its family, and nothing else is an address", (t) => {
  const bad = ['example.com', '', '10.0.0', '10.0.0.256', '::1', '10.0.0.1:80', '0x7f.1', '10.1']
  t.deepEqual(addresses([slice(bad.map((address) => at(address)))]), [])
  t.deepEqual(addresses([slice([at('10.0.0.1')], { addressType: 'IPv6' })]), [])
  t.deepEqual(addresses([slice([at('10.0.0.1')], { addressType: 'FQDN' })]), [])
  t.deepEqual(addresses([slice([{ addresses: [] }])]), [])
})

test('a pod in both families is one endpoint, at its IPv4 address', (t) => {
  const slices = [
    slice([pod('a', 'fd00::1'), pod('b', 'fd00::2')], { addressType: 'IPv6' }),
    slice([pod('a', '10.0.0.1')]),
  ]
  t.deepEqual(endpointsOf(slices, servicePort), [
    { address: '10.0.0.1', port: 3000, name: 'pod/shop/a' },
    { address: 'fd00::2', port: 3000, name: 'pod/shop/b' },
  ])
})

test('a pod whose IPv4 endpoint is not ready is used by its IPv6 one', (t) => {
  const slices = [
    slice([pod('a', 'fd00::1')], { addressType: 'IPv6' }),
    slice([{ ...pod('a', '10.0.0.1'), conditions: { ready: false } }]),
  ]
  t.deepEqual(addresses(slices), ['fd00::1:3000'])
})

const anyEndpoint: fc.Arbitrary<SliceEndpoint> = fc
  .record({ last: fc.integer({ min: 1, max: 9 }), named: fc.boolean(), ready: fc.boolean() })
  .map(({ last, named, ready }) => {
    const endpoint = named ? pod(`p${last}`, `10.0.0.${last}`) : at(`10.0.0.${last}`)
    const conditions = { ready, serving: true, terminating: !ready }
    return Object.assign(endpoint, { conditions })
  })

test('endpoints are the same in whatever slices and order they come, and none comes twice', (t) => {
  fc.assert(
    fc.property(fc.array(fc.array(anyEndpoint)), (lists) => {
      const endpoints = endpointsOf(
        lists.map((list) => slice(list)),
        servicePort,
      )
      const again = endpointsOf([slice(lists.flat().toReversed())], servicePort)
      t.deepEqual(again, endpoints)
      t.is(new Set(endpoints.map(({ address }) => address)).size, endpoints.length)
    }),
  )
})

test('a ready endpoint is never left out, and no other stands beside it', (t) => {
  fc.assert(
    fc.property(fc.array(anyEndpoint, { minLength: 1 }), (list) => {
      const isReady = ({ conditions }: SliceEndpoint) => conditions?.ready === true
      const ready = list.filter(isReady)
      const expected = (ready.length > 0 ? ready : list).map((one) => one.addresses[0] ?? '')
      const got = endpointsOf([slice(list)], servicePort).map(({ address }) => address)
      t.deepEqual(got.toSorted(), [...new Set(expected)].toSorted())
    }),
  )
})
