// A user's text inside a message: visibly a text, on one line, not endless, and no secret.
import { isSecretName, shownJson, withoutSecrets } from '../snapshot/hide-secrets.ts'

export function quoted(text: string): string {
  const shown = withoutSecrets(text)
  return JSON.stringify(shown.length > 100 ? `${shown.slice(0, 99)}…` : shown)
}

/** Of a header or query parameter, whose value may not be told then. */
export function hasSecretName(holder: unknown): boolean {
  if (typeof holder !== 'object' || holder === null || !('name' in holder)) return false
  return typeof holder.name === 'string' && isSecretName(holder.name)
}

/** Any value, as JSON. */
export function inJson(value: unknown): string {
  const text = shownJson(value)
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`
}
