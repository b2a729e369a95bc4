import test from 'ava'
import type { RouteParentStatus } from '../../status/object-status.ts'
import type { LiveObject } from '../watch/live-object.ts'
import { statusToWrite } from './status-to-write.ts'
import {
  condition,
  exampleGatewayStatus,
  ours,
  parentRef,
  exampleRouteStatus,
} from '../../testing/cluster/statuses.ts'

const then = '2026-01-01T00:00:00Z'
const now = '2026-02-02T00:00:00Z'
const said = (type: string, over: object = {}) => ({
  ...condition(type),
  lastTransitionTime: then,
  ...over,
})

/** As another controller may write it: in its own order, with fields of its own. */
const foreign = {
  controllerName: 'example.net/other',
  conditions: [{ reason: 'X', status: 'True', type: 'Accepted', message: 'theirs', own: [1] }],
  parentRef: { name: 'web' },
}
const entry = (name: string, conditions: readonly object[]) => ({
  parentRef: parentRef(name),
  controllerName: ours,
  conditions,
})

function liveRoute(status: unknown, generation = 1): LiveObject {
  const name = { kind: 'HTTPRoute', namespace: 'shop', name: 'cart' } as const
  return { ...name, generation, resourceVersion: '7', status }
}

const route = test.macro({
  title: (title = '') => `a route: ${title}`,
  exec(
    t,
    live: unknown,
    parents: readonly RouteParentStatus[],
    expected: readonly unknown[] | undefined,
  ) {
    const wanted = { ...exampleRouteStatus('cart'), status: { parents } }
    const written = statusToWrite({ live: liveRoute(live), wanted, controllerName: ours, now })
    t.deepEqual(written, expected && { parents: expected })
  },
})

const web = exampleRouteStatus('cart').status.parents
const two = exampleRouteStatus('cart', { parents: ['web', 'inner'] }).status.parents

test('with no status yet gets one', route, undefined, web, [
  entry('web', [{ ...condition('Accepted'), lastTransitionTime: now }]),
])
test(
  'that says so already is not written',
  route,
  { parents: [entry('web', [said('Accepted')])] },
  web,
  undefined,
)
test(
  'keeps the time of a condition whose message alone is another',
  route,
  { parents: [entry('web', [said('Accepted', { message: 'before' })])] },
  web,
  [entry('web', [said('Accepted')])],
)
test(
  'has a new time where the status of a condition changed',
  route,
  { parents: [entry('web', [said('Accepted', { status: 'False' })])] },
  web,
  [entry('web', [said('Accepted', { lastTransitionTime: now })])],
)
test(
  "keeps others' entries as they are and where they are",
  route,
  { parents: [foreign, entry('web', []), { ...foreign, parentRef: { name: 'b' } }] },
  two,
  [
    foreign,
    entry('web', [said('Accepted', { lastTransitionTime: now })]),
    { ...foreign, parentRef: { name: 'b' } },
    entry('inner', [said('Accepted', { lastTransitionTime: now })]),
  ],
)
test(
  'loses the entry of a parent that is no longer ours',
  route,
  { parents: [entry('inner', [said('Accepted')]), foreign, entry('web', [said('Accepted')])] },
  web,
  [foreign, entry('web', [said('Accepted')])],
)
test(
  'loses a condition of ours that is said no more, and keeps one that is not ours',
  route,
  {
    parents: [
      entry('web', [said('PartiallyInvalid'), said('example.net/Audited'), said('Accepted')]),
    ],
  },
  web,
  [entry('web', [said('Accepted'), said('example.net/Audited')])],
)
test(
  'has at most 32 parents, and those of others go first',
  route,
  { parents: Array.from({ length: 31 }, () => foreign) },
  two,
  [
    ...Array.from({ length: 31 }, () => foreign),
    entry('web', [said('Accepted', { lastTransitionTime: now })]),
  ],
)

test('a route that is ours no more loses our entries only', (t) => {
  const live = liveRoute({ parents: [foreign, entry('web', [said('Accepted')])] })
  t.deepEqual(statusToWrite({ live, wanted: undefined, controllerName: ours, now }), {
    parents: [foreign],
  })
  const others = liveRoute({ parents: [foreign] })
  t.is(statusToWrite({ live: others, wanted: undefined, controllerName: ours, now }), undefined)
  const none = liveRoute(undefined)
  t.is(statusToWrite({ live: none, wanted: undefined, controllerName: ours, now }), undefined)
})

test('nothing is said of another generation than was judged', (t) => {
  const wanted = exampleRouteStatus('cart', { generation: 2 })
  for (const generation of [1, 3]) {
    const live = liveRoute(undefined, generation)
    t.is(statusToWrite({ live, wanted, controllerName: ours, now }), undefined)
  }
  const written = statusToWrite({
    live: liveRoute(undefined, 2),
    wanted,
    controllerName: ours,
    now,
  })
  t.truthy(written)
})

test('a Gateway: conditions and listeners of ours are merged, those of others stay', (t) => {
  const name = { kind: 'Gateway', namespace: 'shop', name: 'web' } as const
  const pending = said('Programmed', { status: 'Unknown', reason: 'Pending' })
  const status = {
    conditions: [pending, said('example.net/Audited')],
    listeners: [
      { name: 'gone', attachedRoutes: 3, conditions: [] },
      { name: 'http', attachedRoutes: 3, conditions: [said('Accepted'), said('Conflicted')] },
    ],
    attachedListenerSets: 2,
    ofANewerApi: 'kept',
  }
  const wanted = exampleGatewayStatus('web')
  const live: LiveObject = { ...name, generation: 1, resourceVersion: '7', status }
  const written = statusToWrite({ live, wanted, controllerName: ours, now })
  t.deepEqual(written, {
    addresses: wanted.status.addresses,
    conditions: [
      said('Accepted', { lastTransitionTime: now }),
      said('Programmed', { lastTransitionTime: now }),
      said('example.net/Audited'),
    ],
    listeners: [
      {
        ...wanted.status.listeners[0]!,
        conditions: [said('Accepted'), said('Programmed', { lastTransitionTime: now })],
      },
    ],
    // It had some, and allows none any more.
    attachedListenerSets: 0,
  })
  const after = { ...live, status: { ...status, ...written } }
  t.is(statusToWrite({ live: after, wanted, controllerName: ours, now: then }), undefined)
})

test('a ListenerSet: what stands there before anybody judged it is replaced', (t) => {
  const name = { kind: 'ListenerSet', namespace: 'shop', name: 'web' } as const
  const pending = said('Accepted', { status: 'Unknown', reason: 'Pending' })
  const { status } = exampleGatewayStatus('web')
  const [listener] = status.listeners
  const wanted = {
    ...name,
    apiVersion: 'gateway.networking.k8s.io/v1',
    generation: 1,
    status: { conditions: status.conditions, listeners: [listener!] },
  } as const
  const live: LiveObject = {
    ...name,
    generation: 1,
    resourceVersion: '7',
    status: { conditions: [pending, said('example.net/Audited')] },
  }
  const written = statusToWrite({ live, wanted, controllerName: ours, now })
  t.deepEqual(written, {
    conditions: [
      said('Accepted', { lastTransitionTime: now }),
      said('Programmed', { lastTransitionTime: now }),
      said('example.net/Audited'),
    ],
    listeners: [
      {
        ...listener,
        conditions: [
          said('Accepted', { lastTransitionTime: now }),
          said('Programmed', { lastTransitionTime: now }),
        ],
      },
    ],
  })
  const after = { ...live, status: written }
  t.is(statusToWrite({ live: after, wanted, controllerName: ours, now: then }), undefined)
})

test('a Gateway that is not ours is left alone', (t) => {
  const live: LiveObject = {
    kind: 'Gateway',
    namespace: 'shop',
    name: 'web',
    generation: 1,
    resourceVersion: '7',
    status: { conditions: [said('Accepted')] },
  }
  t.is(statusToWrite({ live, wanted: undefined, controllerName: ours, now }), undefined)
})

test('a GatewayClass: what is supported is replaced, conditions are merged', (t) => {
  const target = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    name: 'rauta',
  } as const
  const live: LiveObject = {
    kind: 'GatewayClass',
    namespace: undefined,
    name: 'rauta',
    generation: 1,
    resourceVersion: '7',
    status: {
      conditions: [said('Accepted', { status: 'Unknown' })],
      supportedFeatures: [{ name: 'Old' }],
    },
  }
  const supportedFeatures = [{ name: 'Gateway' }, { name: 'HTTPRoute' }]
  const wanted = {
    ...target,
    generation: 1,
    status: { conditions: [condition('Accepted')], supportedFeatures },
  }
  t.deepEqual(statusToWrite({ live, wanted, controllerName: ours, now }), {
    conditions: [said('Accepted', { lastTransitionTime: now })],
    supportedFeatures,
  })
})

const policy = test.macro({
  title: (title = '') => `a BackendTLSPolicy: ${title}`,
  exec(t, live: unknown, gateways: readonly string[] | undefined, expected: unknown) {
    const name = { kind: 'BackendTLSPolicy', namespace: 'shop', name: 'cart-tls' } as const
    const wanted = gateways && {
      ...name,
      ...v1,
      generation: 1,
      status: { ancestors: of(gateways) },
    }
    const object = { ...name, generation: 1, resourceVersion: '7', status: live }
    t.deepEqual(statusToWrite({ live: object, wanted, controllerName: ours, now }), expected)
  },
})

const v1 = { apiVersion: 'gateway.networking.k8s.io/v1' } as const
const ancestorRef = (gateway: string) => ({ ...parentRef(gateway), namespace: 'shop' })
const of = (gateways: readonly string[]) =>
  gateways.map((gateway) => ({
    ancestorRef: ancestorRef(gateway),
    controllerName: ours,
    conditions: [condition('Accepted')],
  }))
const ancestor = (gateway: string, time: string) => ({
  ancestorRef: ancestorRef(gateway),
  controllerName: ours,
  conditions: [said('Accepted', { lastTransitionTime: time })],
})
const { parentRef: foreignRef, ...foreignRest } = foreign
const foreignAncestor = { ...foreignRest, ancestorRef: foreignRef }

test('gets an entry for each Gateway', policy, undefined, ['web', 'inner'], {
  ancestors: [ancestor('web', now), ancestor('inner', now)],
})
test(
  'that says so already is not written',
  policy,
  { ancestors: [foreignAncestor, ancestor('web', then)] },
  ['web'],
  undefined,
)
test(
  "keeps others' entries and loses those of ours that nothing is said of any more",
  policy,
  { ancestors: [ancestor('former', then), foreignAncestor, ancestor('web', then)] },
  ['web'],
  { ancestors: [foreignAncestor, ancestor('web', then)] },
)
test(
  'that is of no Gateway of ours any more keeps the entries of others',
  policy,
  { ancestors: [ancestor('web', then), foreignAncestor] },
  undefined,
  { ancestors: [foreignAncestor] },
)
test('that never was is left alone', policy, undefined, undefined, undefined)
test(
  'has at most 16 entries, and none of others is dropped for ours',
  policy,
  { ancestors: Array.from({ length: 15 }, () => foreignAncestor) },
  ['web', 'inner'],
  { ancestors: [...Array.from({ length: 15 }, () => foreignAncestor), ancestor('web', now)] },
)
