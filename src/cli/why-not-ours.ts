// An object that Rauta says nothing of: is it another controller's, or does it point at nothing? In
// a cluster nobody would tell, and a mistyped name is the most common of all mistakes.
import type { Gateway, HTTPRoute, ListenerSet } from '../resources/gateway-api.ts'
import type { Resource, ResourceSet } from '../resources/resource-set.ts'
import { controllerName } from './controller-name.ts'

export interface NotOurs {
  readonly reason: string
  readonly isProblem: boolean
}

export function whyNotOurs(resource: Resource, resources: ResourceSet): NotOurs {
  switch (resource.kind) {
    case 'GatewayClass':
      return {
        reason: `its controller is ${resource.spec.controllerName}, Rauta's is ${controllerName}`,
        isProblem: false,
      }
    case 'Gateway':
      return ofGateway(resource, resources)
    case 'ListenerSet':
      return ofListenerSet(resource, resources)
    case 'HTTPRoute':
      return ofRoute(resource, resources)
    case 'BackendTLSPolicy':
      return { reason: 'no route of a Gateway that Rauta serves uses its targets', isProblem: false }
    default:
      return { reason: 'it has no status', isProblem: false }
  }
}

function ofGateway({ spec }: Gateway, { GatewayClass }: ResourceSet): NotOurs {
  const name = spec.gatewayClassName
  if (GatewayClass.has(name))
    return { reason: `its GatewayClass ${name} is another controller's`, isProblem: false }
  return {
    reason: `spec.gatewayClassName: there is no GatewayClass ${name} in these manifests (${known(GatewayClass)}); no controller serves it`,
    isProblem: true,
  }
}

function ofRoute({ metadata, spec }: HTTPRoute, resources: ResourceSet): NotOurs {
  const parents = (spec.parentRefs ?? []).map(({ kind, namespace = metadata.namespace, name }) => ({
    kind,
    key: `${namespace}/${name}`,
  }))
  if (parents.length === 0) {
    const reason = 'spec.parentRefs is empty; no Gateway serves it: name one'
    return { reason, isProblem: true }
  }
  for (const [index, { kind, key }] of parents.entries()) {
    if ((kind !== 'Gateway' && kind !== 'ListenerSet') || resources[kind].has(key)) continue
    return {
      reason: `spec.parentRefs[${index}]: there is no ${kind} ${key} in these manifests (${known(resources[kind])}); no Gateway serves it`,
      isProblem: true,
    }
  }
  return { reason: 'none of its parents is a Gateway that Rauta serves', isProblem: false }
}

function ofListenerSet({ metadata, spec }: ListenerSet, { Gateway }: ResourceSet): NotOurs {
  const { kind, namespace = metadata.namespace, name } = spec.parentRef
  const key = `${namespace}/${name}`
  if (kind !== 'Gateway' || Gateway.has(key))
    return { reason: 'its parent is no Gateway that Rauta serves', isProblem: false }
  return {
    reason: `spec.parentRef: there is no Gateway ${key} in these manifests (${known(Gateway)}); no Gateway serves it`,
    isProblem: true,
  }
}

function known(map: ReadonlyMap<string, unknown>): string {
  const names = [...map.keys()].slice(0, 5).join(', ')
  return names === '' ? 'there is none' : `there is ${names}`
}
