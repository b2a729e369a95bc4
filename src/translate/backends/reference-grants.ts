// Whether a reference may cross into another namespace. "Implementations that support ReferenceGrant
// MUST NOT permit cross-namespace references which have no grant, and MUST respond to the removal of
// a grant by revoking the access that the grant allowed" (referencegrant_types.go).
import type { ReferenceGrant } from '../../resources/gateway-api.ts'
import { unknownFields } from '../fields/unknown-fields.ts'
import type { Reads } from '../incremental/reads.ts'

export interface CrossReference {
  readonly from: { readonly group: string; readonly kind: string; readonly namespace: string }
  readonly to: {
    readonly group: string
    readonly kind: string
    readonly namespace: string
    readonly name: string
  }
}

/** Always true inside one namespace. Grants add up: entries of `from`, of `to`, and grants are ORed. */
export function isPermitted(reads: Pick<Reads, 'grantsIn'>, { from, to }: CrossReference): boolean {
  if (from.namespace === to.namespace) return true
  const granted = grantedBy(reads.grantsIn(to.namespace)).get(nameOf(from, from.namespace))
  return granted !== undefined && (granted.has(nameOf(to)) || granted.has(nameOf(to, to.name)))
}

/** For the message of a refusal: a field for which a grant of that namespace does not count. */
export function uncountedGrant(reads: Pick<Reads, 'grantsIn'>, { to }: CrossReference) {
  const [uncounted] = reads.grantsIn(to.namespace).flatMap(unknownFields)
  return uncounted === undefined ? {} : { uncounted }
}

/** By who may refer: to what. Without a name it is all of that kind. */
type Granted = ReadonlyMap<string, ReadonlySet<string>>

/** Thousands of references may ask for one of thousands of grants. */
const cachedGrants = new WeakMap<readonly ReferenceGrant[], Granted>()

function grantedBy(grants: readonly ReferenceGrant[]): Granted {
  return cachedGrants.getOrInsertComputed(grants, () => {
    const granted = new Map<string, Set<string>>()
    for (const grant of grants) {
      // It may allow less than what is read here.
      if (unknownFields(grant).length > 0) continue
      const { spec } = grant
      const targets = spec.to.map((to) => nameOf(to, to.name))
      for (const from of spec.from) {
        const own = granted.getOrInsertComputed(nameOf(from, from.namespace), () => new Set())
        for (const target of targets) own.add(target)
      }
    }
    return granted
  })
}

function nameOf({ group, kind }: { readonly group: string; readonly kind: string }, of?: string) {
  return JSON.stringify([group, kind, of])
}
