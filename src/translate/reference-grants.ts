// Whether a reference may cross into another namespace. "Implementations that support ReferenceGrant
// MUST NOT permit cross-namespace references which have no grant, and MUST respond to the removal of
// a grant by revoking the access that the grant allowed" (referencegrant_types.go).
import type { Reads } from './reads.ts'

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
  return reads
    .grantsIn(to.namespace)
    .some(
      ({ spec }) =>
        spec.from.some(
          ({ group, kind, namespace }) =>
            group === from.group && kind === from.kind && namespace === from.namespace,
        ) &&
        spec.to.some(
          ({ group, kind, name }) =>
            group === to.group && kind === to.kind && (name === undefined || name === to.name),
        ),
    )
}
