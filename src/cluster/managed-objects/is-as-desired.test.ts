import test from 'ava'
import type { ApiObject } from '../api/api-object.ts'
import { gatewayObjects } from './gateway-objects.ts'
import { isAsDesired } from './is-as-desired.ts'
import type { ManagedObject } from './managed-object.ts'
import { resourceOfObject } from '../watch/resource-of-object.ts'
import { gatewayObject } from '../../testing/cluster/gateways.ts'

const wanted = gatewayObjects(
  gatewayObject('web', {
    spec: { infrastructure: { labels: { team: 'a' }, annotations: { note: 'n' } } },
  }),
  {
    install: 'rauta',
    type: 'LoadBalancer',
    ports: [
      { port: '80/TCP', targetPort: 10_080 },
      { port: '443/TCP', targetPort: 10_443 },
    ],
    endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true }, nodeName: 'a' }],
  },
)

/** The paths that are set in what was applied, as the API server would show it afterwards. */
const seen = test.macro({
  title: (title = '') => title,
  exec(
    t,
    kind: ManagedObject['kind'],
    changes: Readonly<Record<string, unknown>>,
    expected: boolean,
  ) {
    const object = wanted.find((one) => one.kind === kind)
    const live: ApiObject = JSON.parse(JSON.stringify(object))
    for (const [path, value] of Object.entries(changes)) {
      const names = path.split(' ')
      const last = names.pop() ?? ''
      const target = names.reduce<unknown>((at, name) => Object(at)[name], live)
      Object.assign(Object(target), { [last]: value })
    }
    const resource = resourceOfObject(kind, live)
    const isOne = resource.kind === 'Service' || resource.kind === 'EndpointSlice'
    t.is(object && isOne && isAsDesired(resource, object), expected)
  },
})

test('a Service as it was applied', seen, 'Service', {}, true)
test(
  'a Service with what others add',
  seen,
  'Service',
  {
    'spec clusterIP': '10.43.0.7',
    'spec ports 0 nodePort': 30_001,
    'metadata labels foreign': 'x',
    'metadata annotations foreign': 'x',
    status: { loadBalancer: { ingress: [] } },
  },
  true,
)
test(
  'a Service in another order of ports',
  seen,
  'Service',
  {
    'spec ports': [
      { name: 'port-443', protocol: 'TCP', port: 443, targetPort: 10_443 },
      { name: 'port-80', protocol: 'TCP', port: 80, targetPort: 10_080 },
    ],
  },
  true,
)
test(
  'a Service with another target port',
  seen,
  'Service',
  { 'spec ports 0 targetPort': 8080 },
  false,
)
test('a Service without one of its ports', seen, 'Service', { 'spec ports': [] }, false)
test('a Service of another type', seen, 'Service', { 'spec type': 'NodePort' }, false)
test('a Service whose label was changed', seen, 'Service', { 'metadata labels team': 'b' }, false)
test('a Service whose annotation went', seen, 'Service', { 'metadata annotations': {} }, false)
test('a slice as it was applied', seen, 'EndpointSlice', {}, true)
test('a slice without its endpoints', seen, 'EndpointSlice', { endpoints: null }, false)
test('a slice with another port', seen, 'EndpointSlice', { 'ports 0 port': 1 }, false)
test(
  'a slice whose endpoint was changed',
  seen,
  'EndpointSlice',
  { 'endpoints 0 conditions': { ready: false } },
  false,
)

test('a Service of one number by TCP and by UDP, in whichever order it has them', (t) => {
  const both = gatewayObjects(gatewayObject('web'), {
    install: 'rauta',
    type: 'ClusterIP',
    ports: [
      { port: '53/TCP', targetPort: 53 },
      { port: '53/UDP', targetPort: 53 },
    ],
    endpoints: [],
  })
  const [service] = both
  if (service?.kind !== 'Service') return t.fail('no Service')
  const live: ApiObject = JSON.parse(JSON.stringify(service))
  for (const ports of [service.spec.ports, service.spec.ports.toReversed()]) {
    const resource = resourceOfObject('Service', { ...live, spec: { ...service.spec, ports } })
    t.true(resource.kind === 'Service' && isAsDesired(resource, service))
  }
})
