// How the dumps are written. Key material prints [redacted] by its own type; this makes sure of it
// where a value only looks like that type, and for the copy of a Secret that kubectl leaves behind.

const redacted = '[redacted]'
const kubectlCopy = 'kubectl.kubernetes.io/last-applied-configuration'

/** Maps become objects. */
export function adminJson(value: unknown): string {
  return `${JSON.stringify(value, replace, 2)}\n`
}

function replace(key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value)
  if (key === kubectlCopy || isSealed(value)) return redacted
  return value
}

function isSealed(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'reveal' in value &&
    typeof value.reveal === 'function'
  )
}
