// A reference whose group and kind name nothing that anybody could have there, with the right ones. What
// another controller may have is no mistake: a kind in a group of its own, a Service as the parent of a
// mesh's route, an HTTPRoute as the parent of another.
import { knownKind } from '../../manifests/validate/known-kinds.ts'
import { nearestName } from '../../resources/nearest-name.ts'

/**
 * Manifests are all that there is, and their owner's own. In a cluster there are other controllers, whose
 * objects are none of our business, and names that whoever reads this may not know.
 */
export type Scope = 'manifests' | 'cluster'

export interface NamedKind {
  readonly group: string
  readonly kind: string
}

const ownGroup = 'gateway.networking.k8s.io'

/** What may be named at a place. */
export interface KindsThere {
  readonly allowed: readonly NamedKind[]
  /** Of Kubernetes and Gateway API, what other controllers take there beside these. */
  readonly ofOthers: readonly NamedKind[] | 'all'
}

const gateway = { group: ownGroup, kind: 'Gateway' }
const service = { group: '', kind: 'Service' }

export const parentKinds: KindsThere = {
  allowed: [gateway, { group: ownGroup, kind: 'ListenerSet' }, service],
  // Linkerd: "This must either be "policy.linkerd.io" (for Server) or "core" (for Service)".
  ofOthers: [
    { group: ownGroup, kind: 'HTTPRoute' },
    { group: 'core', kind: 'Service' },
  ],
}
export const setParentKinds: KindsThere = { allowed: [gateway], ofOthers: [] }
export const targetKinds: KindsThere = { allowed: [service], ofOthers: [] }
export const authorityKinds: KindsThere = {
  allowed: [
    { group: '', kind: 'ConfigMap' },
    { group: '', kind: 'Secret' },
  ],
  ofOthers: [],
}

/** What is wrong, with the path: `spec.parentRefs[0].kind: there is no kind gateway in …; write Gateway`. */
export function mistakenKind(
  path: string,
  ref: NamedKind,
  { allowed, ofOthers, scope }: KindsThere & { readonly scope: Scope },
): string | undefined {
  const { group, kind } = ref
  if (isAmong(allowed, ref) || (ofOthers !== 'all' && isAmong(ofOthers, ref))) return undefined
  const all = allowed.map((one) => `${one.kind} (group: ${spoken(one.group)})`)
  const instead = `use ${all.join(' or ')}`
  const isElsewhere =
    ofOthers === 'all' ? undefined : `${path}: ${nameOf(ref)} is not allowed here; ${instead}`
  if (knownKind(group, kind)) return isElsewhere
  // Clusters may have kinds of releases of Gateway API before and after this one.
  if (scope === 'cluster' && group === experimentalGroup && kind.startsWith('X')) return undefined
  const nearest = nearestKind(ref, allowed)
  if (nearest) return `${differing(path, ref, nearest)}; write ${wordsFor(ref, nearest)}`
  const isNobodys = group === ownGroup ? scope === 'manifests' : !mayBeAnothers(group)
  if (!isNobodys) return undefined
  return builtInGroups.has(group) ? isElsewhere : `${path}: ${noSuch(ref)}; ${instead}`
}

const experimentalGroup = 'gateway.networking.x-k8s.io'

function nearestKind(ref: NamedKind, allowed: readonly NamedKind[]): NamedKind | undefined {
  const kind =
    shortNames.get(ref.kind.toLowerCase()) ??
    nearestName(
      ref.kind,
      allowed.map((one) => one.kind),
    )
  const nearest = allowed.find((one) => one.kind === kind)
  return nearest && isSlipOf(ref.group, nearest.group) ? nearest : undefined
}

/** As kubectl takes them, and people do. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['cm', 'ConfigMap'],
  ['gtw', 'Gateway'],
  ['gw', 'Gateway'],
  ['lset', 'ListenerSet'],
  ['svc', 'Service'],
])

/** Of a kind that Kubernetes has once, under k8s.io, where nobody else may have kinds, or none. */
function isSlipOf(group: string, meant: string): boolean {
  if (group === meant || !mayBeAnothers(group) || /(^|\.)k8s\.io$/.test(group)) return true
  return nearestName(group, [meant]) !== undefined
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

function nameOf({ group, kind }: NamedKind): string {
  return group === '' ? kind : `${kind}.${group}`
}

function noSuch({ group, kind }: NamedKind): string {
  return group === ''
    ? `the core group ("") has no kind ${kind}`
    : `the group ${group} has no kind ${kind}`
}

function spoken(group: string): string {
  return group === '' ? '""' : group
}
