// For each message on a reference that leads nowhere an input with it, and the edits that it asks for. Who adds a
// message adds a row (reference-advice.test.ts).

export interface ReferenceAdvice {
  /** Words of the message, as they stand in the source. */
  readonly says: string
  /** Words of it that are the advice; in a cluster it may say less. */
  readonly advises: string
  /** Beside what there is for all (`world`). */
  readonly given: string
  /** One or several ways to follow it: what is replaced by what in `given`. */
  readonly follow: readonly (readonly [from: string, to: string])[]
  /** It is told of manifests alone: in a cluster it may be another controller's. */
  readonly isOfManifestsAlone?: true
}

const own = 'gateway.networking.k8s.io'

function object(kind: string, spec: string, apiVersion = `${own}/v1`): string {
  return `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: mine, namespace: shop}\nspec: {${spec}}\n`
}

const listener = '{name: http, port: 80, protocol: HTTP}'
const gatewayOf = (gatewayClass: string) =>
  object('Gateway', `gatewayClassName: ${gatewayClass}, listeners: [${listener}]`)
const routeOf = (parents: string) =>
  object('HTTPRoute', `parentRefs: [${parents}], rules: [{backendRefs: [{name: cart, port: 80}]}]`)
const setOf = (parent: string) =>
  object(
    'ListenerSet',
    `parentRef: {${parent}}, listeners: [{name: http, port: 81, protocol: HTTP}]`,
  )
const ca = '{group: "", kind: ConfigMap, name: ca}'
const policyOf = (targets: string, authorities = ca) =>
  object(
    'BackendTLSPolicy',
    `targetRefs: [${targets}], validation: {hostname: a.example, caCertificateRefs: [${authorities}]}`,
  )
const grantOf = (from: string, to: string) =>
  object('ReferenceGrant', `from: [{${from}, namespace: blog}], to: [{${to}}]`)
const service = 'group: "", kind: Service'

export const referenceWorld = `apiVersion: ${own}/v1
kind: GatewayClass
metadata: {name: rauta}
spec: {controllerName: rauta.dev/gateway-controller}
---
apiVersion: ${own}/v1
kind: Gateway
metadata: {name: web, namespace: shop}
spec: {gatewayClassName: rauta, listeners: [${listener}], allowedListeners: {namespaces: {from: Same}}}
---
apiVersion: ${own}/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec: {parentRefs: [{name: web}], hostnames: [cart.example], rules: [{backendRefs: [{name: cart, port: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: lonely, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ca, namespace: shop}
data:
  ca.crt: <authority Shop>
`

const missing: readonly ReferenceAdvice[] = [
  {
    says: 'spec.gatewayClassName: GatewayClass',
    advises: '(there is rauta)',
    given: gatewayOf('rauto').replace('name: mine', 'name: other').replace('port: 80', 'port: 90'),
    follow: [['rauto', 'rauta']],
  },
  {
    says: 'spec.parentRefs is empty; add a Gateway. No Gateway serves the route',
    advises: 'add a Gateway',
    given: routeOf('').replace('parentRefs: [], ', ''),
    follow: [['spec: {', 'spec: {parentRefs: [{name: web}], ']],
    isOfManifestsAlone: true,
  },
  {
    says: '; no Gateway serves it',
    advises: '(there is shop/web)',
    given: routeOf('{name: wbe}'),
    follow: [['wbe', 'web']],
  },
  {
    says: '; no Gateway serves it',
    advises: '(there is shop/web)',
    given: setOf('name: wbe'),
    follow: [['wbe', 'web']],
  },
]

const confused: readonly ReferenceAdvice[] = [
  {
    says: '; write kind: Gateway, group: ',
    advises: 'write kind: Gateway, group: gateway.networking.k8s.io',
    given: routeOf(`{name: web, ${service}}`),
    follow: [[service, `kind: Gateway, group: ${own}`]],
  },
  {
    says: ' does; write ',
    advises: 'write kind: Gateway',
    given: routeOf('{name: web, kind: ListenerSet}'),
    follow: [['kind: ListenerSet', 'kind: Gateway']],
  },
]

const kinds: readonly ReferenceAdvice[] = [
  {
    says: '; write ',
    advises:
      'spec.parentRefs[0].kind: the group gateway.networking.k8s.io has no kind gateway; write Gateway',
    given: routeOf('{name: web, kind: gateway}'),
    follow: [['kind: gateway}', 'kind: Gateway}']],
  },
  {
    says: '; write ',
    advises:
      'spec.parentRefs[0].group: the core group ("") has no kind Gateway; write gateway.networking.k8s.io',
    given: routeOf('{name: web, group: ""}'),
    follow: [['group: ""', `group: ${own}`]],
  },
  {
    says: '; write ',
    advises: 'write kind: ListenerSet, group: gateway.networking.k8s.io',
    given:
      setOf('name: web') +
      routeOf('{name: mine, kind: XListenerSet, group: gateway.networking.x-k8s.io}'),
    follow: [
      [
        'kind: XListenerSet, group: gateway.networking.x-k8s.io',
        `kind: ListenerSet, group: ${own}`,
      ],
    ],
    isOfManifestsAlone: true,
  },
  {
    says: '',
    advises: `use Gateway (group: ${own}) or ListenerSet (group: ${own}) or Service (group: "")`,
    given: routeOf(`{name: web, kind: Ingress}`),
    follow: [['kind: Ingress', 'kind: Gateway']],
    isOfManifestsAlone: true,
  },
  {
    says: '; write ',
    advises:
      'spec.parentRef.kind: the group gateway.networking.k8s.io has no kind Gatway; write Gateway',
    given: setOf('name: web, kind: Gatway'),
    follow: [['Gatway', 'Gateway']],
  },
]

const policies: readonly ReferenceAdvice[] = [
  {
    says: 'the policy has no effect',
    advises: 'spec.targetRefs[0].group: the group core has no kind Service; write ""',
    given: policyOf('{group: core, kind: Service, name: lonely}'),
    follow: [['group: core', 'group: ""']],
  },
  {
    says: 'the policy has no effect',
    advises: 'write Service; ',
    given: policyOf('{group: "", kind: service, name: lonely}'),
    follow: [['kind: service', 'kind: Service']],
  },
  {
    says: 'connections to the intended Service stay in plain text',
    advises: 'is not allowed here; use Service (group: "")',
    given: policyOf('{group: apps, kind: Deployment, name: cart}'),
    follow: [['group: apps, kind: Deployment', service]],
  },
  {
    says: '',
    advises: 'Service shop/crt does not exist',
    given: policyOf(`{${service}, name: crt}`),
    follow: [['name: crt', 'name: cart']],
  },
  {
    says: '; write ',
    advises: 'write ConfigMap',
    given: policyOf(`{${service}, name: lonely}`, ca.replace('ConfigMap', 'configMap')),
    follow: [['kind: configMap', 'kind: ConfigMap']],
  },
]

const grants: readonly ReferenceAdvice[] = [
  {
    says: '; the entry permits nothing',
    advises: 'write Service',
    given: grantOf(`group: ${own}, kind: HTTPRoute`, 'group: "", kind: Services'),
    follow: [['kind: Services', 'kind: Service']],
  },
  {
    says: '; the entry permits nothing',
    advises: 'write gateway.networking.k8s.io',
    given: grantOf('group: networking.k8s.io, kind: HTTPRoute', service),
    follow: [['group: networking.k8s.io', `group: ${own}`]],
  },
]

export const referenceAdvice: readonly ReferenceAdvice[] = [
  missing,
  confused,
  kinds,
  policies,
  grants,
].flat()

const part = 'is a part of messages that have rows'
const others = "is no mistake: it is another controller's"

export const referenceTextsWithoutRow: Readonly<Record<string, string>> = {
  'its controller is ${resource.spec.controllerName}, and the controller of Rauta is ${controllerName}':
    others,
  'no route of a Gateway that Rauta serves uses its targets': others,
  'it has no status': others,
  'its GatewayClass ${name} belongs to another controller': others,
  'none of its parents is a Gateway that Rauta serves': others,
  'its parent is not a Gateway that Rauta serves': others,
  "in these manifests (${few === '' ? 'there is none' : ": part,
  'the core group ("") has no kind ${kind}': part,
  'the group ${group} has no kind ${kind}': part,
  '${path}: ${kind} ${key} does not exist': part,
  '${path}: ${nameOf(ref)} is not allowed here; ${instead}': part,
  "use ${all.join(' or ')}": part,
}
