// Reading JSON of others: whatever is not what it should be is not there, and nothing throws.
import { isRecord } from '../../cluster/api/api-error.ts'

export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value
  for (const field of path) {
    if (!isRecord(found) || !Object.hasOwn(found, field)) return undefined
    found = found[field]
  }
  return found
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = fieldAt(value, ...path)
  return typeof found === 'string' ? found : undefined
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = fieldAt(value, ...path)
  return typeof found === 'number' ? found : undefined
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = fieldAt(value, ...path)
  return Array.isArray(found) ? found : []
}
