// An object that Rauta says nothing of: is it another controller's, or does it point at nothing? Nobody
// else would tell, and a mistyped name is the most common of all mistakes.
import type { Gateway, ListenerSet } from '../resources/gateway-api.ts'
import type { Resource, ResourceSet, Route } from '../resources/resource-set.ts'
import { controllerName } from './controller-name.ts'

/**
 * Manifests are all that there is, and their owner's own. In a cluster there are other controllers, whose
 * objects are none of our business, and names that whoever reads this may not know.
 */
export type Scope = 'manifests' | 'cluster'

export interface NotOurs {
  readonly reason: string
  readonly isProblem: boolean
}

export function whyNotOurs(
  resource: Resource,
  resources: ResourceSet,
  scope: Scope = 'manifests',
): NotOurs {
  switch (resource.kind) {
    case 'GatewayClass':
      return {
        reason: `its controller is ${resource.spec.controllerName}, Rauta's is ${controllerName}`,
        isProblem: false,
      }
    case 'Gateway':
      return ofGateway(resource, resources, scope)
    case 'ListenerSet':
      return ofListenerSet(resource, resources, scope)
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute':
      return ofRoute(resource, resources, scope)
    case 'BackendTLSPolicy':
      return {
        reason: 'no route of a Gateway that Rauta serves uses its targets',
        isProblem: false,
      }
    default:
      return { reason: 'it has no status', isProblem: false }
  }
}

function ofGateway({ spec }: Gateway, { GatewayClass }: ResourceSet, scope: Scope): NotOurs {
  const name = spec.gatewayClassName
  if (GatewayClass.has(name))
    return { reason: `its GatewayClass ${name} is another controller's`, isProblem: false }
  return {
    reason: `spec.gatewayClassName: there is no GatewayClass ${name} ${among(GatewayClass, scope)}; no controller serves it`,
    isProblem: true,
  }
}

function ofRoute({ metadata, spec }: Route, resources: ResourceSet, scope: Scope): NotOurs {
  const { parentRefs = [] } = spec
  if (parentRefs.length === 0) {
    const reason = 'spec.parentRefs is empty; no Gateway serves it: name one'
    return { reason, isProblem: scope === 'manifests' }
  }
  const missing = parentRefs.flatMap((ref, index) => {
    const why = missingParent(ref, { namespace: metadata.namespace, resources, scope })
    return why === undefined ? [] : [`spec.parentRefs[${index}]: ${why}`]
  })
  const [first] = missing
  // A route with a parent that is there is that parent's controller's to judge.
  const isProblem =
    scope === 'manifests' ? missing.length > 0 : missing.length === parentRefs.length
  return first !== undefined && isProblem
    ? { reason: first, isProblem }
    : { reason: 'none of its parents is a Gateway that Rauta serves', isProblem: false }
}

function ofListenerSet(
  { metadata: { namespace }, spec: { parentRef } }: ListenerSet,
  resources: ResourceSet,
  scope: Scope,
): NotOurs {
  const why = missingParent(parentRef, { namespace, resources, scope })
  return why === undefined
    ? { reason: 'its parent is no Gateway that Rauta serves', isProblem: false }
    : { reason: `spec.parentRef: ${why}`, isProblem: true }
}

interface ParentRef {
  readonly group?: string
  readonly kind?: string
  readonly namespace?: string
  readonly name: string
}

/** Undefined where it is there, or is of a kind that is not read (a Gateway of another API, too). */
function missingParent(
  { group, kind, namespace, name }: ParentRef,
  from: { namespace: string | undefined; resources: ResourceSet; scope: Scope },
): string | undefined {
  if (group !== ownGroup || (kind !== 'Gateway' && kind !== 'ListenerSet')) return undefined
  const key = `${namespace ?? from.namespace}/${name}`
  const there = from.resources[kind]
  return there.has(key)
    ? undefined
    : `there is no ${kind} ${key} ${among(there, from.scope)}; no Gateway serves it`
}

const ownGroup = 'gateway.networking.k8s.io'

function among(map: ReadonlyMap<string, unknown>, scope: Scope): string {
  if (scope === 'cluster') return 'in the cluster'
  const names = [...map.keys()].slice(0, 5).join(', ')
  return `in these manifests (${names === '' ? 'there is none' : `there is ${names}`})`
}
