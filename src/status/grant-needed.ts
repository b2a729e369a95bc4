// The one sentence for a reference into another namespace that no ReferenceGrant allows. It never says
// whether the target exists: that is for those to know who may see it.

export interface RefusedReference {
  /** Path of the field that refers. */
  readonly path: string
  readonly from: { readonly group: string; readonly kind: string; readonly namespace: string }
  readonly to: {
    readonly group: string
    readonly kind: string
    readonly namespace: string
    readonly name: string
  }
  /** A field for which a grant there does not count. */
  readonly uncounted?: string
}

export function grantNeeded({ path, from, to, uncounted }: RefusedReference): string {
  return (
    `${path}: no ReferenceGrant in namespace ${to.namespace} allows ${aRoute(from.kind)} from ` +
    `namespace ${from.namespace} to refer to ${to.kind} ${to.name}; add one in ${to.namespace} ` +
    `with spec: {from: [{group: ${from.group}, kind: ${from.kind}, namespace: ` +
    `${from.namespace}}], to: [{group: ${to.group === '' ? '""' : to.group}, kind: ${to.kind}, ` +
    `name: ${to.name}}]}` +
    (uncounted === undefined
      ? ''
      : `. A ReferenceGrant there does not count: this version of Rauta does not support its field ${uncounted}`)
  )
}

/** An HTTPRoute, whose H is spoken as a letter; a Gateway, a GRPCRoute. */
export function aRoute(kind: string): string {
  return `${/^(?:[AEIO]|HTTP)/.test(kind) ? 'an' : 'a'} ${kind}`
}
