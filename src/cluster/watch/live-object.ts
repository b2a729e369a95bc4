// What the API server last said of an object that has a status: what is to be written is compared with
// it. The source keeps no statuses (they are not translated), so it passes them on.
import { type Kind, routeKinds } from '../../resources/resource-set.ts'
import type { ObjectStatus } from '../../status/object-status.ts'
import type { ApiObject } from '../api/api-object.ts'

export type StatusKind = ObjectStatus['kind']

export interface LiveObject {
  readonly kind: StatusKind
  readonly namespace: string | undefined
  readonly name: string
  readonly generation: number | undefined
  readonly resourceVersion: string | undefined
  readonly status: unknown
}

export interface StatusObjectName {
  readonly kind: StatusKind
  readonly namespace?: string | undefined
  readonly name: string
}

const statusKinds: readonly Kind[] = [
  'GatewayClass',
  'Gateway',
  'ListenerSet',
  ...routeKinds,
  'BackendTLSPolicy',
] satisfies StatusKind[]

export function hasStatus(kind: Kind): kind is StatusKind {
  return statusKinds.includes(kind)
}

export function liveObject(kind: StatusKind, { metadata, status }: ApiObject): LiveObject {
  const { namespace, name, generation, resourceVersion } = metadata
  return { kind, namespace, name, generation, resourceVersion, status }
}

/** One key for an object, whoever names it. */
export function keyOfName({ kind, namespace, name }: StatusObjectName): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}
