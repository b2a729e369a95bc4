// Resources in few words, with the names that all scenarios share: a Gateway `gateway` in the
// namespace `infra`, and the Services of world.ts. They are plain objects, as a manifest holds them.
import type {
  Gateway,
  HTTPRoute,
  ListenerSet,
  ReferenceGrant,
} from '../../src/resources/gateway-api.ts'

/** What a user writes: everything but metadata may be left to the defaults. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly creationTimestamp?: string
  }
  readonly [field: string]: unknown
}

/** A part of a spec with its defaults left out. */
type Written<T> = T extends readonly (infer Item)[]
  ? readonly Written<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: Written<T[K]> }
    : T

export type WrittenListener = Written<NonNullable<Gateway['spec']['listeners']>[number]>
export type WrittenParent = Written<NonNullable<HTTPRoute['spec']['parentRefs']>[number]>
export type WrittenRule = Written<HTTPRoute['spec']['rules'][number]>
export type WrittenMatch = NonNullable<WrittenRule['matches']>[number]
export type WrittenFilter = NonNullable<WrittenRule['filters']>[number]
export type WrittenBackendRef = NonNullable<WrittenRule['backendRefs']>[number]

const group = 'gateway.networking.k8s.io'

export function gatewayClass(): Manifest {
  return {
    apiVersion: `${group}/v1`,
    kind: 'GatewayClass',
    metadata: { name: 'rauta' },
    spec: { controllerName: 'rauta.dev/gateway-controller' },
  }
}

export function gateway({
  name = 'gateway',
  namespace = 'infra',
  listeners = [http()],
  ...spec
}: {
  readonly name?: string
  readonly namespace?: string
  readonly listeners?: readonly WrittenListener[]
} & Written<Gateway['spec']> = {}): Manifest {
  return {
    apiVersion: `${group}/v1`,
    kind: 'Gateway',
    metadata: { name, namespace },
    spec: { gatewayClassName: 'rauta', listeners, ...spec },
  }
}

/** At the Gateway `gateway` of `infra`, unless it says another. */
export function listenerSet({
  name = 'set',
  namespace = 'infra',
  creationTimestamp,
  ...spec
}: {
  readonly name?: string
  readonly namespace?: string
  readonly creationTimestamp?: string
  readonly listeners: readonly WrittenListener[]
  readonly parentRef?: Written<ListenerSet['spec']['parentRef']>
}): Manifest {
  return {
    apiVersion: `${group}/v1`,
    kind: 'ListenerSet',
    metadata: { name, namespace, ...(creationTimestamp && { creationTimestamp }) },
    spec: { parentRef: { name: 'gateway', namespace: 'infra' }, ...spec },
  }
}

export function http(listener: WrittenListener = {}): WrittenListener {
  return { name: 'http', protocol: 'HTTP', port: 80, ...listener }
}

/** Its certificate is the Secret `NAME-cert`, which the scenario's world makes for its hostname. */
export function https(name: string, hostname: string, more: WrittenListener = {}): WrittenListener {
  const tls = { certificateRefs: [{ name: `${name}-cert` }] }
  return { name, protocol: 'HTTPS', port: 443, hostname, tls, ...more }
}

export const allowAll = { allowedRoutes: { namespaces: { from: 'All' as const } } }

export function route({
  name = 'route',
  namespace = 'infra',
  parents = [{ name: 'gateway' }],
  kind = 'HTTPRoute',
  ...spec
}: {
  readonly name?: string
  readonly namespace?: string
  readonly parents?: readonly WrittenParent[]
  readonly kind?: 'HTTPRoute' | 'GRPCRoute'
  readonly hostnames?: readonly string[]
  readonly rules: readonly WrittenRule[]
  readonly creationTimestamp?: string
}): Manifest {
  const { creationTimestamp, hostnames, rules } = spec
  return {
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name, namespace, ...(creationTimestamp && { creationTimestamp }) },
    spec: { parentRefs: parents, ...(hostnames && { hostnames }), rules },
  }
}

export function grant(
  names: { readonly name?: string; readonly namespace: string },
  spec: Written<ReferenceGrant['spec']>,
): Manifest {
  const { name = 'grant', namespace } = names
  return {
    apiVersion: `${group}/v1`,
    kind: 'ReferenceGrant',
    metadata: { name, namespace },
    spec,
  }
}

/** A Service of world.ts on its port, with a weight or filters where asked for. */
export function to(name: string, more: WrittenBackendRef = {}): WrittenBackendRef {
  return { name, port: 8080, ...more }
}

export function prefix(value: string): WrittenMatch {
  return { path: { type: 'PathPrefix', value } }
}

export function exact(value: string): WrittenMatch {
  return { path: { type: 'Exact', value } }
}

/** A rule for everything below a path, answered by a redirect. */
export function redirect(
  path: string,
  requestRedirect: WrittenFilter['requestRedirect'],
): WrittenRule {
  return {
    matches: [prefix(path)],
    filters: [{ type: 'RequestRedirect', ...(requestRedirect && { requestRedirect }) }],
  }
}
