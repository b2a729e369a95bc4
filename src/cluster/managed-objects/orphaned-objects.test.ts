import test from 'ava'
import type { Resource } from '../../resources/resource-set.ts'
import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import { orphanedObjects } from './orphaned-objects.ts'
import {
  gatewayFacts,
  gatewayObject,
  gatewayClass,
  ownService,
  setOf,
} from '../../testing/cluster/gateways.ts'
import { ours } from '../../testing/cluster/statuses.ts'

const web = gatewayObject('web')
const theirs = gatewayObject('web', { className: 'theirs' })
const rauta = gatewayClass('rauta')

const former = test.macro({
  title: (title = '') => title,
  exec(
    t,
    given: {
      there: readonly Resource[]
      facts?: readonly GatewayFacts[]
      wanted?: readonly string[]
    },
    expected: readonly string[],
  ) {
    const found = orphanedObjects({
      resources: setOf(...given.there),
      facts: given.facts ?? [],
      install: 'rauta',
      controllerName: ours,
      wanted: new Map((given.wanted ?? []).map((key) => [key, true])),
    })
    t.deepEqual([...found.keys()], expected)
  },
})

const service = ownService('web-rauta')
const slice: Resource = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    ...service.metadata,
    name: 'web-rauta-ipv4',
    labels: { ...service.metadata.labels, 'kubernetes.io/service-name': 'web-rauta' },
  },
  addressType: 'IPv4',
  endpoints: [],
}
const facts = [gatewayFacts(web)]
const both = ['Service shop/web-rauta', 'EndpointSlice shop/web-rauta-ipv4']

test(
  'what is wanted stays',
  former,
  { there: [web, rauta, service, slice], facts, wanted: both },
  [],
)
test(
  'slices that are wanted no more go',
  former,
  { there: [web, rauta, service, slice], facts, wanted: both.slice(0, 1) },
  both.slice(1),
)
test(
  'what was made for another class goes, whether that class exists or not',
  former,
  { there: [theirs, rauta, service, slice] },
  both,
)
test(
  "what was made for a class goes when that is another controller's now",
  former,
  { there: [web, gatewayClass('rauta', 'example.net/other'), service] },
  both.slice(0, 1),
)
test('nothing goes because a class is missing', former, { there: [web, service, slice] }, [])
test(
  'what belonged to a Gateway that is gone is left to Kubernetes',
  former,
  { there: [rauta, service, slice] },
  [],
)
test(
  'what another install made, or nobody of ours, stays',
  former,
  {
    there: [
      theirs,
      ownService('web-rauta', [], { 'rauta.dev/install': 'second' }),
      ownService('web-old', [], { 'app.kubernetes.io/managed-by': 'Helm' }),
    ],
  },
  [],
)
