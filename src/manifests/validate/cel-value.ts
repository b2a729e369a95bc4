// A field's value as CEL sees it: whole numbers are ints, objects are maps whose field names are
// escaped as Kubernetes does it. Wrapped once, so that a rule's look at a field costs little.
import { type CelInput, celList, celMap } from '@bufbuild/cel'
import type { Fields } from './schema.ts'

export function celScalarOf(value: unknown): CelInput {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  return typeof value === 'string' || typeof value === 'boolean' ? value : null
}

export const celListOf = (items: readonly CelInput[]): CelInput => celList(items)

/** `names` are escaped where they are an object's fields, and kept where they are a map's keys. */
export function celMapOf(
  entries: readonly (readonly [string, CelInput])[],
  isMap: boolean,
): CelInput {
  return celMap(new Map(entries.map(([name, value]) => [isMap ? name : escaped(name), value])))
}

/** Any value, with no schema: for what a schema leaves open. */
export function celValueOf(value: unknown): CelInput {
  if (Array.isArray(value)) return celListOf(value.map(celValueOf))
  if (typeof value !== 'object' || value === null) return celScalarOf(value)
  // Not an array and not null: an object of fields.
  const fields = Object.entries(value as Fields)
  return celMapOf(
    fields.map(([name, inner]) => [name, celValueOf(inner)]),
    true,
  )
}

const cachedNames = new Map<string, string>()

/** "`__`, `.`, `-`, `/` and CEL keywords are escaped" (Kubernetes, CEL, Escaping). */
function escaped(name: string): string {
  let text = cachedNames.get(name)
  if (text === undefined) {
    text = keywords.has(name)
      ? `__${name}__`
      : name
          .replaceAll('__', '__underscores__')
          .replaceAll('.', '__dot__')
          .replaceAll('-', '__dash__')
          .replaceAll('/', '__slash__')
    // Only names of schemas come here, so the map stays small.
    cachedNames.set(name, text)
  }
  return text
}

const keywords = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)
