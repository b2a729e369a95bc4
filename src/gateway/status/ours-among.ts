// Of a cluster's objects those that are Rauta's, each with what Rauta says of it and nobody else.
import type { ApiObject } from '../../cluster/api/api-object.ts'
import { routeKinds } from '../../resources/resource-set.ts'
import { fieldAt, listAt, textAt } from './fields.ts'
import { gatewayOfSet } from './gateway-reports.ts'

export function oursAmong(
  objects: ReadonlyMap<string, readonly ApiObject[]>,
  controllerName: string,
): readonly ApiObject[] {
  const all = (kind: string) => objects.get(kind) ?? []
  const classes = all('GatewayClass').filter(
    (object) => textAt(object, 'spec', 'controllerName') === controllerName,
  )
  const classNames = new Set(classes.map(({ metadata }) => metadata.name))
  const gateways = all('Gateway').filter((object) =>
    classNames.has(textAt(object, 'spec', 'gatewayClassName') ?? ''),
  )
  const gatewayKeys = new Set(gateways.map(keyOf))
  const sets = all('ListenerSet').filter(
    (object) =>
      kindOf(fieldAt(object, 'spec', 'parentRef')) === 'Gateway' &&
      gatewayKeys.has(gatewayOfSet(object)),
  )
  const owners = new Set([
    ...gateways.map((object) => `Gateway ${keyOf(object)}`),
    ...sets.map((object) => `ListenerSet ${keyOf(object)}`),
  ])
  return [
    ...classes,
    ...gateways,
    ...sets,
    ...routeKinds
      .flatMap(all)
      .map((route) => withOurEntries(route, 'parents', controllerName))
      // One of which nothing is said yet, too.
      .filter((route) => hasEntries(route, 'parents') || pointsAt(route, owners)),
    ...all('BackendTLSPolicy')
      .map((policy) => withOurEntries(policy, 'ancestors', controllerName))
      .filter((policy) => hasEntries(policy, 'ancestors')),
  ]
}

function withOurEntries(
  object: ApiObject,
  field: 'parents' | 'ancestors',
  controllerName: string,
): ApiObject {
  const entries = listAt(object, 'status', field).filter(
    (entry) => textAt(entry, 'controllerName') === controllerName,
  )
  return { ...object, status: { [field]: entries } }
}

function hasEntries(object: ApiObject, field: 'parents' | 'ancestors'): boolean {
  return listAt(object, 'status', field).length > 0
}

function pointsAt(route: ApiObject, owners: ReadonlySet<string>): boolean {
  return listAt(fieldAt(route, 'spec'), 'parentRefs').some((ref) => {
    const namespace = textAt(ref, 'namespace') ?? route.metadata.namespace
    return owners.has(`${kindOf(ref)} ${namespace}/${textAt(ref, 'name')}`)
  })
}

/** Of a parent; of another group's, nothing. */
function kindOf(ref: unknown): string {
  const isOwn = (textAt(ref, 'group') ?? ownGroup) === ownGroup
  return isOwn ? (textAt(ref, 'kind') ?? 'Gateway') : ''
}

const ownGroup = 'gateway.networking.k8s.io'

function keyOf({ metadata }: ApiObject): string {
  return `${metadata.namespace}/${metadata.name}`
}
