// How the dumps are written, of the admin server and of commands (`--output json`). Key material prints [redacted] by its own type; this makes sure of it
// where a value only looks like that type, and hides what users write where no secret belongs: keys in
// ConfigMaps and annotations, tokens in filters and matches.
import { hidden, isSecretName, shownField } from '../../snapshot/hide-secrets.ts'

const kubectlCopy = 'kubectl.kubernetes.io/last-applied-configuration'

/** Maps become objects. */
export function adminJson(value: unknown): string {
  return `${JSON.stringify(value, replace, 2)}\n`
}

function replace(this: unknown, key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value)
  if (isSealed(value)) return hidden
  if (typeof value === 'string') return shownField(this, key, value)
  if (key === 'annotations')
    return withHidden(value, (name) => name === kubectlCopy || isSecretName(name))
  // Nothing else of it is read.
  if (isConfigMap(this) && (key === 'data' || key === 'binaryData'))
    return withHidden(value, (name) => name !== 'ca.crt')
  return value
}

function withHidden(value: unknown, isHidden: (name: string) => boolean): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, isHidden(name) ? hidden : one]),
  )
}

function isConfigMap(holder: unknown): boolean {
  return (
    typeof holder === 'object' && holder !== null && 'kind' in holder && holder.kind === 'ConfigMap'
  )
}

function isSealed(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'reveal' in value &&
    typeof value.reveal === 'function'
  )
}
