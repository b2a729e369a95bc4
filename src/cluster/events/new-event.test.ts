import test from 'ava'
import { eventBody, newEvent } from './new-event.ts'
import { routeKinds } from '../../resources/resource-set.ts'
import { resourceOfObject } from '../watch/resource-of-object.ts'
import { gatewayObject, gatewayClass, setOf } from '../../testing/cluster/gateways.ts'
import { routeObject } from '../../testing/cluster/objects.ts'
import { exampleRouteStatus } from '../../testing/cluster/statuses.ts'
import { eventWarningsOf } from './event-warnings.ts'

const said = {
  type: 'Warning',
  reason: 'Pending',
  message: 'why',
  identity: ['Programmed', 'why'],
} as const

test('an Event names its object, which it does not outlive as another one', (t) => {
  const event = newEvent(gatewayObject('web'), said)
  t.deepEqual(eventBody(event, { component: 'rauta', now: new Date('2026-01-02T03:04:05.678Z') }), {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: event.name, namespace: 'shop' },
    involvedObject: {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      namespace: 'shop',
      name: 'web',
      uid: 'uid-shop-web',
      resourceVersion: undefined,
    },
    type: 'Warning',
    reason: 'Pending',
    message: 'why',
    source: { component: 'rauta' },
    reportingComponent: 'rauta',
    firstTimestamp: '2026-01-02T03:04:05Z',
    lastTimestamp: '2026-01-02T03:04:05Z',
    count: 1,
  })
})

test('the same has the same name, and anything else another', (t) => {
  const { name: first } = newEvent(gatewayObject('web'), said)
  const names = [
    newEvent(gatewayObject('web'), said),
    newEvent(gatewayObject('web', { uid: 'another' }), said),
    newEvent(gatewayObject('web'), { ...said, reason: 'Other' }),
    newEvent(gatewayObject('web'), { ...said, identity: ['Programmed', 'other'] }),
    newEvent(gatewayObject('web'), { ...said, identity: ['Accepted', 'why'] }),
  ].map(({ name }) => name)
  t.is(new Set(names).size, 5)
  t.is(newEvent(gatewayObject('web'), said).name, first)
})

test('an Event of a GatewayClass stands in the namespace default', (t) => {
  const event = newEvent(gatewayClass('rauta'), said)
  t.is(event.namespace, 'default')
  const { involvedObject } = eventBody(event, { component: 'rauta', now: new Date(0) })
  t.false('namespace' in involvedObject)
})

test('a message ends at 1,024 characters, and a name at 253, as a name may end', (t) => {
  const name = `${'a'.repeat(235)}.${'b'.repeat(17)}`
  const event = newEvent(gatewayObject(name), { ...said, message: 'm'.repeat(2000) })
  t.is(event.message.length, 1024)
  t.true(event.name.length <= 253)
  t.regex(event.name, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/)
})

for (const kind of routeKinds)
  test(`${kind}: what is wrong with a route is told of its kind`, (t) => {
    const about = resourceOfObject(kind, routeObject('cart', '/', { kind }))
    const over = { status: 'False', reason: 'NoMatchingParent', message: 'why' } as const
    const [warning] = eventWarningsOf(exampleRouteStatus('cart', { kind, over }), setOf(about))
    if (!warning) return t.fail('no warning')
    const { involvedObject } = eventBody(warning.event, { component: 'rauta', now: new Date(0) })
    t.like(involvedObject, { kind, namespace: 'shop', name: 'cart' })
  })
