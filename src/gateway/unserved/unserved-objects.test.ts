import test from 'ava'
import type { BackendTLSPolicy, HTTPRoute, ListenerSet } from '../../resources/gateway-api.ts'
import { routeKinds, type Resource, type Route } from '../../resources/resource-set.ts'
import { gatewayObject, gatewayClass, setOf } from '../../testing/cluster/gateways.ts'
import { eventually } from '../../testing/eventually.ts'
import { followUnserved } from '../follow-unserved.ts'
import { unservedObjects } from './unserved-objects.ts'

function route(
  name: string,
  parents: readonly string[],
  group = 'gateway.networking.k8s.io',
): HTTPRoute {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: 'shop' },
    spec: {
      parentRefs: parents.map((parent) => ({ group, kind: 'Gateway', name: parent })),
      rules: [],
    },
  }
}

const resources = setOf(
  gatewayClass('theirs', 'example.net/other'),
  gatewayObject('of-others', { className: 'theirs' }),
  gatewayObject('mistyped', { className: 'rotta' }),
  route('of-others', ['of-others']),
  route('half', ['of-others', 'nowhere']),
  route('lost', ['nowhere', 'nor-here']),
  route('of-another-api', ['nowhere'], 'networking.example'),
  route('free', []),
)

test('of a route with no parents but default Gateways, the field that has no effect is named', (t) => {
  const { spec, ...rest } = route('defaulted', [])
  const defaulted = { ...rest, spec: { ...spec, useDefaultGateways: 'All' as const } }
  const unserved = unservedObjects({ resources: setOf(defaulted), statuses: [] })
  t.is(
    unserved.get('HTTPRoute shop/defaulted')?.message,
    'spec.useDefaultGateways: this field is not supported yet and has no effect. spec.parentRefs is empty; add a Gateway. No Gateway serves the route',
  )
})

test('in a cluster it is told what points at nothing at all, and nothing of other controllers', (t) => {
  const unserved = unservedObjects({ resources, statuses: [] }, 'cluster')
  t.deepEqual(
    [...unserved].map(([key, { message }]) => [key, message]),
    [
      [
        'Gateway shop/mistyped',
        'spec.gatewayClassName: GatewayClass rotta does not exist in the cluster; no controller serves it',
      ],
      [
        'HTTPRoute shop/lost',
        'spec.parentRefs[0]: Gateway shop/nowhere does not exist in the cluster; no Gateway serves it. spec.parentRefs[1]: Gateway shop/nor-here does not exist in the cluster; no Gateway serves it',
      ],
    ],
  )
})

test('of manifests each reference that leads nowhere is told, with the names that are there', (t) => {
  const unserved = unservedObjects({ resources, statuses: [] })
  t.deepEqual([...unserved.keys()].toSorted(), [
    'Gateway shop/mistyped',
    'HTTPRoute shop/free',
    'HTTPRoute shop/half',
    'HTTPRoute shop/lost',
  ])
  t.is(
    unserved.get('HTTPRoute shop/half')?.message,
    'spec.parentRefs[1]: Gateway shop/nowhere does not exist in these manifests (there is shop/of-others, shop/mistyped); no Gateway serves it',
  )
})

const own = 'gateway.networking.k8s.io'
const scopes = ['cluster', 'manifests'] as const

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { ports: [{ port: 80, name: 'http' }] },
} satisfies Resource

/** What is told of it beside a Gateway `web` and a Service `cart`. */
function toldOf(object: Resource, scope: (typeof scopes)[number], isJudged = false) {
  const there = setOf(gatewayClass('rauta'), gatewayObject('web'), service, object)
  const { kind, metadata } = object
  const statuses = isJudged ? [{ kind, namespace: metadata.namespace, name: metadata.name }] : []
  return unservedObjects({ resources: there, statuses }, scope).get(`${kind} shop/${metadata.name}`)
}

for (const kind of routeKinds)
  test(`a ${kind} whose parentRef is a slip is told, also where another parent serves it`, (t) => {
    const slip = { group: own, kind: 'gateway', name: 'web' }
    const web = { group: own, kind: 'Gateway', name: 'web' }
    const of = (...parentRefs: object[]) =>
      ({ ...route('slip', []), kind, spec: { parentRefs, rules: [] } }) as Route
    for (const scope of scopes) {
      const message = `the group ${own} has no kind gateway; write Gateway; no Gateway serves it`
      const alone = toldOf(of(slip), scope)
      t.is(alone?.message, `spec.parentRefs[0].kind: ${message}`)
      t.is(alone?.isServed, undefined)
      const beside = toldOf(of(web, slip), scope, true)
      t.is(beside?.message, `spec.parentRefs[1].kind: ${message}`)
      t.true(beside?.isServed)
      t.is(toldOf(of(web), scope, true), undefined)
    }
  })

test('a route whose parent has the name of a Gateway and another kind is told', (t) => {
  const told = (parent: object) =>
    toldOf({ ...route('slip', []), spec: { parentRefs: [parent], rules: [] } } as Route, 'cluster')
  t.is(
    told({ group: '', kind: 'Service', name: 'web' })?.message,
    `spec.parentRefs[0]: Service shop/web does not exist, but Gateway shop/web does; write kind: Gateway, group: ${own}; no Gateway serves it`,
  )
  t.is(
    told({ group: own, kind: 'ListenerSet', name: 'web' })?.message,
    'spec.parentRefs[0]: ListenerSet shop/web does not exist, but Gateway shop/web does; write kind: Gateway; no Gateway serves it',
  )
  // Of a mesh.
  t.is(told({ group: '', kind: 'Service', name: 'cart' }), undefined)
  t.is(told({ group: '', kind: 'Service', name: 'gone' }), undefined)
})

test('a ListenerSet whose parentRef is a slip is told', (t) => {
  const set = {
    apiVersion: `${own}/v1`,
    kind: 'ListenerSet',
    metadata: { name: 'more', namespace: 'shop' },
    spec: { parentRef: { group: '', kind: 'Gateway', name: 'web' }, listeners: [] },
  } as ListenerSet
  for (const scope of scopes)
    t.is(
      toldOf(set, scope)?.message,
      `spec.parentRef.group: the core group ("") has no kind Gateway; write ${own}; no Gateway serves it`,
    )
})

type Target = BackendTLSPolicy['spec']['targetRefs'][number]

function policy(targetRefs: readonly Target[], authority = 'ConfigMap'): BackendTLSPolicy {
  return {
    apiVersion: `${own}/v1`,
    kind: 'BackendTLSPolicy',
    metadata: { name: 'tls', namespace: 'shop' },
    spec: {
      targetRefs,
      validation: {
        hostname: 'cart.example',
        ...(authority === 'System'
          ? { wellKnownCACertificates: 'System' as const }
          : { caCertificateRefs: [{ group: '', kind: authority, name: 'ca' }] }),
      },
    },
  }
}

const cart: Target = { group: '', kind: 'Service', name: 'cart' }
const entry: Target = { group: 'networking.istio.io', kind: 'ServiceEntry', name: 'cart' }

const policies: [
  string,
  BackendTLSPolicy,
  { cluster: RegExp | undefined; manifests: RegExp | undefined },
][] = [
  [
    'is a slip',
    policy([{ ...cart, group: 'core', kind: 'service' }], 'System'),
    both(
      /targetRefs\[0\]: the group core has no kind service; write kind: Service, group: ""; the policy has no effect/,
    ),
  ],
  [
    'is a kind that no controller takes',
    policy([{ group: 'apps', kind: 'Deployment', name: 'cart' }], 'System'),
    both(
      /targetRefs\[0\]: Deployment.apps is not allowed here; use Service \(group: ""\); connections .* plain text/,
    ),
  ],
  [
    'is a slip beside a Service',
    policy([cart, { ...cart, group: 'core' }], 'System'),
    both(/targetRefs\[1\]\.group: .*; write ""/),
  ],
  [
    'does not exist',
    policy([{ ...cart, name: 'carrt' }], 'System'),
    both(
      /targetRefs\[0\]: Service shop\/carrt does not exist; .* \(there is a Service shop\/cart\)/,
    ),
  ],
  [
    'has no such port',
    policy([{ ...cart, sectionName: 'htps' }], 'System'),
    both(/sectionName: Service shop\/cart has no port named htps/),
  ],
  [
    'does not exist beside one of another controller',
    policy([entry, { ...cart, name: 'gone' }], 'System'),
    { cluster: undefined, manifests: /Service shop\/gone does not exist/ },
  ],
  ["is another controller's", policy([entry], 'System'), both(undefined)],
  ['is there', policy([cart], 'System'), both(undefined)],
  [
    'is there, and whose authority is a slip',
    policy([cart], 'configmap'),
    both(/caCertificateRefs\[0\]\.kind: .*; write ConfigMap/),
  ],
  [
    'is there, and whose authority is missing',
    policy([cart]),
    { cluster: undefined, manifests: /caCertificateRefs\[0\]: ConfigMap shop\/ca does not exist/ },
  ],
]

for (const [what, object, says] of policies)
  test(`a BackendTLSPolicy that no Gateway uses and whose target ${what}`, (t) => {
    for (const scope of scopes) {
      const { message } = toldOf(object, scope) ?? {}
      if (says[scope]) t.regex(message ?? '', says[scope])
      else t.is(message, undefined)
      // Its conditions say it.
      t.is(toldOf(object, scope, true), undefined)
    }
  })

function both(says: RegExp | undefined) {
  return { cluster: says, manifests: says }
}

test('a ReferenceGrant that permits nothing is told', (t) => {
  for (const scope of scopes) {
    const { message } =
      toldOf(
        {
          apiVersion: `${own}/v1`,
          kind: 'ReferenceGrant',
          metadata: { name: 'grant', namespace: 'shop' },
          spec: {
            from: [
              { group: own, kind: 'HttpRoute', namespace: 'web' },
              { group: 'example.net', kind: 'Route', namespace: 'web' },
            ],
            to: [{ group: 'core', kind: 'Service' }],
          },
        },
        scope,
      ) ?? {}
    t.is(
      message,
      `spec.from[0].kind: the group ${own} has no kind HttpRoute; write HTTPRoute; the entry permits nothing. ` +
        'spec.to[0].group: the group core has no kind Service; write ""; the entry permits nothing',
    )
  }
})

test('in a cluster a name that is nearly right is told of the own namespace alone', (t) => {
  const told = (name: string, namespace?: string) => {
    const parent = { group: own, kind: 'Gateway', name, ...(namespace ? { namespace } : {}) }
    const lost = { ...route('lost', []), spec: { parentRefs: [parent], rules: [] } }
    const message = toldOf(lost, 'cluster')?.message ?? ''
    return /Gateway (\S+ does not exist in the cluster.*?);/.exec(message)?.[1]
  }
  t.is(told('wbe'), 'shop/wbe does not exist in the cluster (there is shop/web)')
  t.is(told('front'), 'shop/front does not exist in the cluster')
  t.is(told('web', 'bank'), 'bank/web does not exist in the cluster')
  const mistyped = gatewayObject('other', { className: 'ruata' })
  t.regex(
    toldOf(mistyped, 'cluster')?.message ?? '',
    /GatewayClass ruata does not exist .* \(there is rauta\)/,
  )
})

test('of manifests the name that is nearest stands first', (t) => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f', 'front'].map((name) => gatewayObject(name))
  const all = setOf(gatewayClass('rauta'), ...many, route('lost', ['frnot']))
  const statuses = many.map(({ kind, metadata: { namespace, name } }) => ({
    kind,
    namespace,
    name,
  }))
  const { message } = unservedObjects({ resources: all, statuses }).get('HTTPRoute shop/lost') ?? {}
  t.regex(message ?? '', /\(there is shop\/front, shop\/a, shop\/b, shop\/c, shop\/d\)/)
})

function following(lastsMs: number) {
  const told: string[] = []
  const follow = followUnserved(
    {
      unserved: (resource, reason) => told.push(`${resource}: ${reason}`),
      served: (resource) => told.push(`${resource} is served`),
    },
    lastsMs,
  )
  return { told, follow }
}

const about = gatewayObject('web')
const lost = new Map([['Gateway shop/web', { about, message: 'no class' }]])
const status = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  namespace: 'shop',
  name: 'web',
  generation: 1,
  status: { addresses: [], conditions: [], listeners: [] },
} as const

test('what nobody serves is told once, and when it is served', (t) => {
  const { told, follow } = following(0)
  follow(lost, [])
  follow(lost, [])
  follow(new Map(), [status])
  follow(new Map(), [status])
  t.deepEqual(told, ['Gateway shop/web: no class', 'Gateway shop/web is served'])
})

test('what is deleted is not told as served', (t) => {
  const { told, follow } = following(0)
  follow(lost, [])
  follow(new Map(), [])
  t.deepEqual(told, ['Gateway shop/web: no class'])
})

test('what lasts is told when its time has come, without another round; what mends before is not', async (t) => {
  const { told, follow } = following(200)
  const other = new Map([['Gateway shop/other', { about, message: 'no class' }]])
  const begunMs = performance.now()
  follow(new Map([...lost, ...other]), [])
  follow(lost, [status])
  t.deepEqual(told, [])
  await eventually(() => told.length > 0)
  t.true(performance.now() - begunMs >= 200)
  t.deepEqual(told, ['Gateway shop/web: no class'])
})
