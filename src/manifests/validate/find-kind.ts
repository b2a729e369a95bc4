// Which kind an object is of, from `apiVersion` and `kind`, and what is wrong with these two.
import type { KnownKind } from './known-kind.ts'
import { knownKind, knownKinds } from './known-kinds.ts'
import { nearestName } from '../../resources/nearest-name.ts'
import { isFormerGroup, newNameOf } from './renamed-kinds.ts'
import type { Fields } from './schema.ts'
import { below, report, type Spot } from './spot.ts'

/** A kind, with the schema of the version that was written; the name of one that is not read; or nothing, with the faults reported. */
export function findKind(value: Fields, spot: Spot): KnownKind | string | undefined {
  const { apiVersion, kind } = value
  const isText =
    checkText(apiVersion, below(spot, 'apiVersion')) && checkText(kind, below(spot, 'kind'))
  if (!isText || typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined

  const slash = apiVersion.indexOf('/')
  const group = apiVersion.slice(0, Math.max(0, slash))
  const known = knownKind(group, kind)
  const newName = newNameOf(group, kind)
  if (newName !== undefined) {
    report(below(spot, 'kind'), { expected: `${newName} (its new name)`, value: kind })
    return undefined
  }
  if (known) return withServedVersion(known, apiVersion, spot)
  const siblings = knownKinds.filter((other) => other.group === group)
  if (group.startsWith('gateway.networking.')) return reportUnknownKind(kind, siblings, spot)
  const meant = siblings.find((other) => other.kind.toLowerCase() === kind.toLowerCase())
  if (meant) {
    report(below(spot, 'kind'), { expected: meant.kind, value: kind })
    return undefined
  }
  const namesake = knownKinds.find((other) => other.kind === kind)
  if (namesake && (siblings.length > 0 || isFormerGroup(group) || isMeant(namesake, group))) {
    report(below(spot, 'apiVersion'), { expected: versionsInWords(namesake), value: apiVersion })
    return undefined
  }
  return group ? `${kind} (${group})` : kind
}

/** `HTTPRoute` of `gateway.networkng.k8s.io` is a slip, `Gateway` of `networking.istio.io` is none. */
function isMeant(namesake: KnownKind, group: string): boolean {
  // Who names a group so is Kubernetes itself, and it has no such kind elsewhere.
  return group.endsWith('.k8s.io') || nearestName(group, [namesake.group]) !== undefined
}

export function apiVersionOf({ group, versions }: KnownKind, version = versions[0]): string {
  return group ? `${group}/${version}` : `${version}`
}

function checkText(value: unknown, spot: Spot): boolean {
  if (typeof value === 'string' && value) return true
  report(spot, { expected: 'a string (every object has it)', value })
  return false
}

function withServedVersion(kind: KnownKind, apiVersion: string, spot: Spot) {
  const version = kind.versions.find((served) => apiVersionOf(kind, served) === apiVersion)
  if (version !== undefined) return { ...kind, schema: kind.otherSchemas?.[version] ?? kind.schema }
  report(below(spot, 'apiVersion'), { expected: versionsInWords(kind), value: apiVersion })
  return undefined
}

function versionsInWords(kind: KnownKind): string {
  const all = kind.versions.map((version) => apiVersionOf(kind, version))
  return all.length === 1 ? `${all[0]}` : `one of ${all.join(', ')}`
}

function reportUnknownKind(kind: string, siblings: readonly KnownKind[], spot: Spot): undefined {
  const names = siblings.map((sibling) => sibling.kind)
  const nearest = nearestName(kind, names)
  const all = `one of ${names.join(', ')}`
  report(below(spot, 'kind'), {
    expected: nearest ? `${all} (did you mean ${nearest}?)` : all,
    value: kind,
  })
}
