// How the dumps are written, of the admin server and of commands (`--output json`). Key material prints
// [redacted] by its own type; this makes sure of it where a value only looks like that type, and hides what
// users write where no secret belongs: keys in ConfigMaps and annotations, tokens in filters and matches.
import { hidden, isSecretName, shownField } from '../../snapshot/hide-secrets.ts'

/** Maps become objects. */
export function adminJson(value: unknown): string {
  return `${JSON.stringify(value, replace, 2)}\n`
}

function replace(this: unknown, key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value)
  if (isSealed(value)) return hidden
  if (typeof value === 'string') return shownField(this, key, value)
  if (key === 'annotations' || key === 'labels' || key === 'options')
    return withShown(value, (name, text) =>
      isSecretName(name) || isDocument(text) ? hidden : undefined,
    )
  if (key === 'metadata' && isOfKind(this, ['Secret', 'ConfigMap'])) return withoutNotes(value)
  // Nothing else of it is read.
  if (isOfKind(this, ['ConfigMap']) && (key === 'data' || key === 'binaryData'))
    return withShown(value, (name, text) => (name === 'ca.crt' ? onlyCertificates(text) : hidden))
  return value
}

/** `shown` says what stands for a value; undefined: the value itself. */
function withShown(
  value: unknown,
  shown: (name: string, text: string) => string | undefined,
): unknown {
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, shown(name, String(one)) ?? one]),
  )
}

/** Tools keep a copy of the whole object in an annotation, as kubectl does it, or of another. */
function isDocument(text: string): boolean {
  const isPacked = text.startsWith('H4sI')
  return isPacked || text.length > 500 || /^\s*[[{]|[\n\r]/.test(text)
}

function withoutNotes(metadata: unknown): unknown {
  if (!isObject(metadata) || !('annotations' in metadata)) return metadata
  return { ...metadata, annotations: withShown(metadata['annotations'], () => hidden) }
}

const certificate =
  /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g

function onlyCertificates(text: string): string {
  if (text.replace(certificate, '').trim() === '') return text
  return [...(text.match(certificate) ?? []), hidden].join('\n')
}

function isOfKind(holder: unknown, kinds: readonly string[]): boolean {
  return isObject(holder) && typeof holder['kind'] === 'string' && kinds.includes(holder['kind'])
}

function isSealed(value: unknown): boolean {
  return isObject(value) && typeof value['reveal'] === 'function'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
