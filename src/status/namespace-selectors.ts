// How namespaces are let in, as messages advise it: what was let in before is let in still.

/** A `namespaces` of allowedRoutes or allowedListeners. */
export function namesOnly(namespaces: readonly string[]): string {
  const [first, ...others] = namespaces
  const selector =
    others.length === 0
      ? `{matchLabels: {${nameLabel}: ${first}}}`
      : `{matchExpressions: [{key: ${nameLabel}, operator: In, values: [${namespaces.join(', ')}]}]}`
  return `{from: Selector, selector: ${selector}}`
}

/** `selector` in words. The label of its name is a namespace's own, and cannot be another. */
export function matchedBy(selector: string, namespace: string): string {
  return selector.includes(nameLabel)
    ? `extend the selector to match label ${nameLabel}=${namespace} too`
    : `label namespace ${namespace} to match the selector`
}

const nameLabel = 'kubernetes.io/metadata.name'
