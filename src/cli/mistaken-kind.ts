// A reference whose group and kind name nothing that anybody could have, with the right ones. What another
// controller may have is no mistake: a kind in a group of its own, a Service as the parent of a mesh's
// route, an HTTPRoute as the parent of another.
import { knownKind } from '../standalone/known-kinds.ts'
import { nearestName } from '../standalone/nearest-name.ts'
import type { Scope } from './why-not-ours.ts'

export interface NamedKind {
  readonly group: string
  readonly kind: string
}

const ownGroup = 'gateway.networking.k8s.io'

export const parentKinds: readonly NamedKind[] = [
  { group: ownGroup, kind: 'Gateway' },
  { group: ownGroup, kind: 'ListenerSet' },
  { group: '', kind: 'Service' },
]
export const setParentKinds = parentKinds.slice(0, 1)
export const targetKinds: readonly NamedKind[] = [{ group: '', kind: 'Service' }]
export const authorityKinds: readonly NamedKind[] = [
  { group: '', kind: 'ConfigMap' },
  { group: '', kind: 'Secret' },
]

/** What is wrong, with the path: `spec.parentRefs[0].kind: there is no kind gateway in …; write Gateway`. */
export function mistakenKind(
  path: string,
  ref: NamedKind,
  { allowed, scope }: { readonly allowed: readonly NamedKind[]; readonly scope: Scope },
): string | undefined {
  const { group, kind } = ref
  if (isAmong(allowed, ref) || knownKind(group, kind)) return undefined
  // Clusters may have kinds of releases of Gateway API before and after this one.
  if (scope === 'cluster' && group === experimentalGroup && kind.startsWith('X')) return undefined
  const nearest = nearestKind(ref, allowed)
  if (nearest) return `${differing(path, ref, nearest)}; write ${wordsFor(ref, nearest)}`
  const isNobodys = group === ownGroup ? scope === 'manifests' : !mayBeAnothers(group)
  if (!isNobodys || builtInGroups.has(group)) return undefined
  const all = allowed.map((one) => `${one.kind} (group: ${spoken(one.group)})`)
  return `${path}: ${noSuch(ref)}; name ${all.join(' or ')}`
}

const experimentalGroup = 'gateway.networking.x-k8s.io'

function nearestKind(ref: NamedKind, allowed: readonly NamedKind[]): NamedKind | undefined {
  const kind = nearestName(
    ref.kind,
    allowed.map((one) => one.kind),
  )
  const nearest = allowed.find((one) => one.kind === kind)
  return nearest && isSlipOf(ref.group, nearest.group) ? nearest : undefined
}

/** Of a kind that Kubernetes has once, under k8s.io, where nobody else may have kinds, or none. */
function isSlipOf(group: string, meant: string): boolean {
  if (group === meant || !mayBeAnothers(group) || /(^|\.)k8s\.io$/.test(group)) return true
  return nearestName(group, [meant], 2) !== undefined
}

/** "should be a domain with at least one dot" (CRD validation): without one it is Kubernetes' own. */
function mayBeAnothers(group: string): boolean {
  return group.includes('.')
}

/** Those without a dot, as far as they have kinds that are not read here. */
const builtInGroups: ReadonlySet<string> = new Set(['', 'apps', 'autoscaling', 'batch', 'policy'])

function isAmong(allowed: readonly NamedKind[], { group, kind }: NamedKind): boolean {
  return allowed.some((one) => one.group === group && one.kind === kind)
}

function differing(path: string, ref: NamedKind, nearest: NamedKind): string {
  if (ref.group === nearest.group) return `${path}.kind: ${noSuch(ref)}`
  return ref.kind === nearest.kind ? `${path}.group: ${noSuch(ref)}` : `${path}: ${noSuch(ref)}`
}

function wordsFor(ref: NamedKind, { group, kind }: NamedKind): string {
  if (ref.group === group) return kind
  return ref.kind === kind ? spoken(group) : `kind: ${kind}, group: ${spoken(group)}`
}

function noSuch({ group, kind }: NamedKind): string {
  return group === ''
    ? `the core group ("") has no kind ${kind}`
    : `the group ${group} has no kind ${kind}`
}

function spoken(group: string): string {
  return group === '' ? '""' : group
}
