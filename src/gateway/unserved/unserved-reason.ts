// An object that Rauta says nothing of: is it another controller's, or does it point at nothing? Nobody
// else would tell, and a mistyped name is the most common of all mistakes.
import type { Gateway, ListenerSet } from '../../resources/gateway-api.ts'
import type { Resource, ResourceSet, Route } from '../../resources/resource-set.ts'
import { controllerName } from '../../resources/controller-name.ts'
import { fieldNotServed } from '../../status/conditions/rule-conditions.ts'
import { grantMistakes } from './grant-mistakes.ts'
import { mistakenKind, parentKinds, type Scope, setParentKinds } from './mistaken-kind.ts'
import { nearestObject } from './nearest-object.ts'
import { policyMistakes } from './policy-mistakes.ts'
import { reportedReferences } from './reported-references.ts'

export interface UnservedReason {
  readonly reason: string
  readonly isProblem: boolean
}

export function unservedReason(
  resource: Resource,
  resources: ResourceSet,
  scope: Scope = 'manifests',
): UnservedReason {
  switch (resource.kind) {
    case 'GatewayClass':
      return {
        reason: `its controller is ${resource.spec.controllerName}, and the controller of Rauta is ${controllerName}`,
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
      return mistaken(
        policyMistakes(resource, resources, scope),
        'no route of a Gateway that Rauta serves uses its targets',
      )
    case 'ReferenceGrant':
      return mistaken(grantMistakes(resource, scope), 'it has no status')
    default:
      return { reason: 'it has no status', isProblem: false }
  }
}

function ofGateway({ spec }: Gateway, { GatewayClass }: ResourceSet, scope: Scope): UnservedReason {
  const name = spec.gatewayClassName
  if (GatewayClass.has(name))
    return { reason: `its GatewayClass ${name} belongs to another controller`, isProblem: false }
  return {
    reason: `spec.gatewayClassName: GatewayClass ${name} does not exist ${among(GatewayClass, name, scope)}; no controller serves it`,
    isProblem: true,
  }
}

function ofRoute({ metadata, spec }: Route, resources: ResourceSet, scope: Scope): UnservedReason {
  const { parentRefs = [] } = spec
  if (parentRefs.length === 0) {
    const none = 'spec.parentRefs is empty; add a Gateway. No Gateway serves the route'
    const reason =
      spec.useDefaultGateways === 'All'
        ? `${fieldNotServed('spec.useDefaultGateways')}. ${none}`
        : none
    return { reason, isProblem: scope === 'manifests' }
  }
  const from = { namespace: metadata.namespace, resources, scope }
  const refs = parentRefs.map((ref, index) => {
    const path = `spec.parentRefs[${index}]`
    const mistake = mistakenKind(path, ref, { ...parentKinds, scope })
    return {
      mistake: mistake && `${mistake}; no Gateway serves it`,
      missing: missingParent(path, ref, from),
    }
  })
  return mistaken(
    reportedReferences(refs, scope),
    'none of its parents is a Gateway that Rauta serves',
  )
}

function mistaken(mistakes: readonly string[], otherwise: string): UnservedReason {
  return mistakes.length > 0
    ? { reason: mistakes.join('. '), isProblem: true }
    : { reason: otherwise, isProblem: false }
}

function ofListenerSet(
  { metadata: { namespace }, spec: { parentRef } }: ListenerSet,
  resources: ResourceSet,
  scope: Scope,
): UnservedReason {
  const path = 'spec.parentRef'
  const mistake = mistakenKind(path, parentRef, { ...setParentKinds, scope })
  const why = mistake
    ? `${mistake}; no Gateway serves it`
    : missingParent(path, parentRef, { namespace, resources, scope })
  return mistaken(why === undefined ? [] : [why], 'its parent is not a Gateway that Rauta serves')
}

interface ParentRef {
  readonly group?: string
  readonly kind?: string
  readonly namespace?: string
  readonly name: string
}

/**
 * Undefined where it is there, or is of a kind that is not read (a Gateway of another API, too). A Service
 * is a mesh's, unless only a Gateway has the name.
 */
function missingParent(
  path: string,
  { group, kind, namespace, name }: ParentRef,
  from: { namespace: string | undefined; resources: ResourceSet; scope: Scope },
): string | undefined {
  const key = `${namespace ?? from.namespace}/${name}`
  const { Service, Gateway, ListenerSet } = from.resources
  if (group === '' && kind === 'Service')
    return Service.has(key) || !Gateway.has(key)
      ? undefined
      : `${path}: Service ${key} does not exist, but Gateway ${key} does; write kind: Gateway, group: ${ownGroup}; no Gateway serves it`
  if (group !== ownGroup || (kind !== 'Gateway' && kind !== 'ListenerSet')) return undefined
  const [there, others] = kind === 'Gateway' ? [Gateway, ListenerSet] : [ListenerSet, Gateway]
  if (there.has(key)) return undefined
  const missing = `${path}: ${kind} ${key} does not exist`
  if (!others.has(key)) return `${missing} ${among(there, key, from.scope)}; no Gateway serves it`
  const meant = kind === 'Gateway' ? 'ListenerSet' : 'Gateway'
  return `${missing}, but ${meant} ${key} does; write kind: ${meant}; no Gateway serves it`
}

const ownGroup = 'gateway.networking.k8s.io'

function among(map: ReadonlyMap<string, unknown>, sought: string, scope: Scope): string {
  const nearest = nearestObject(map, sought, { isOwn: scope === 'cluster' })
  if (scope === 'cluster')
    return `in the cluster${nearest === undefined ? '' : ` (there is ${nearest})`}`
  const names = new Set([...(nearest === undefined ? [] : [nearest]), ...map.keys()])
  const few = [...names].slice(0, 5).join(', ')
  return `in these manifests (${few === '' ? 'there is none' : `there is ${few}`})`
}
