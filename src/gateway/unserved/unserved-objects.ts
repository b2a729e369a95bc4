// Objects with references that lead nowhere, where no status can say it: no controller serves what they point
// at. It is told beside the conditions.
import {
  isRouteKind,
  keyOf,
  type Resource,
  type ResourceOf,
  type ResourceSet,
  routeKinds,
} from '../../resources/resource-set.ts'
import { type LeftOut, leftOutAmong } from './left-out.ts'
import { objectKey } from '../../resources/object-key.ts'
import { unservedReason } from './unserved-reason.ts'
import type { Scope } from './mistaken-kind.ts'

export interface UnservedObject {
  readonly about: ResourceOf<(typeof kindsToTell)[number]>
  /** Why. */
  readonly message: string
  /** By what its other references lead to. */
  readonly isServed?: true
}

const kindsToTell = [
  'Gateway',
  'ListenerSet',
  ...routeKinds,
  'BackendTLSPolicy',
  'ReferenceGrant',
] as const

/** By `Gateway shop/front`. */
export type UnservedObjects = ReadonlyMap<string, UnservedObject>

export function unservedObjects(
  {
    resources,
    statuses,
  }: {
    readonly resources: ResourceSet
    readonly statuses: readonly Parameters<typeof objectKey>[0][]
  },
  scope: Scope = 'manifests',
  leftOut: LeftOut = leftOutAmong([]),
): UnservedObjects {
  const judged = new Set(
    statuses.map((status) => statusKeys.getOrInsertComputed(status, objectKey)),
  )
  const unserved = new Map<string, UnservedObject>()
  for (const kind of kindsToTell) {
    for (const about of resources[kind].values()) {
      const key = keys.getOrInsertComputed(about, keyWithKind)
      const isServed = judged.has(key)
      if (isServed && !mayPointElsewhere(about)) continue
      const { reason, isProblem } = unservedReason(about, resources, scope)
      const message = leftOut.inMessage(reason)
      if (isProblem) unserved.set(key, { about, message, ...(isServed && { isServed }) })
    }
  }
  return unserved
}

/** Kept, since every change asks for those of all. */
const keys = new WeakMap<Resource, string>()
const statusKeys = new WeakMap<Parameters<typeof objectKey>[0], string>()
const keyWithKind = (about: Resource) => `${about.kind} ${keyOf(about)}`

/** A status tells of all references but of those to other parents. */
function mayPointElsewhere({ kind }: Resource): boolean {
  return isRouteKind(kind)
}
