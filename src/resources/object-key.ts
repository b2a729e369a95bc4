/** `HTTPRoute shop/cart`, as statuses and resources are both told by. */
export function objectKey(object: {
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
}): string {
  const { kind, namespace, name } = object
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}
