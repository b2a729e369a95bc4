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
import { type UnservedReason, unservedReason } from './unserved-reason.ts'
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
  const reasons = reasonsOfRoutes(resources, scope)
  const why = (about: Resource) => unservedReason(about, resources, scope)
  for (const kind of kindsToTell) {
    for (const about of resources[kind].values()) {
      const key = keys.getOrInsertComputed(about, keyWithKind)
      const isServed = judged.has(key)
      if (isServed && !mayPointElsewhere(about)) continue
      const { reason, isProblem } = isRouteKind(kind)
        ? reasons.getOrInsertComputed(about, why)
        : why(about)
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

interface KnownReasons extends Pick<ResourceSet, 'ListenerSet' | 'Service'> {
  readonly scope: Scope
  readonly reasons: WeakMap<Resource, UnservedReason>
}

/** What a route's parents may be, and what was said of the routes of that set. */
const known = new WeakMap<ResourceSet['Gateway'], KnownReasons>()

/** A route's reason follows from itself and from these: with thousands of routes each change asks for all. */
function reasonsOfRoutes(
  { Gateway, ListenerSet, Service }: ResourceSet,
  scope: Scope,
): KnownReasons['reasons'] {
  const before = known.get(Gateway)
  const isKnown =
    before?.ListenerSet === ListenerSet && before.Service === Service && before.scope === scope
  if (isKnown) return before.reasons
  const reasons = new WeakMap<Resource, UnservedReason>()
  known.set(Gateway, { ListenerSet, Service, scope, reasons })
  return reasons
}

/** A status tells of all references but of those to other parents. */
function mayPointElsewhere({ kind }: Resource): boolean {
  return isRouteKind(kind)
}
