// A list: how many items, each one's value, and for lists of type `set` and `map` that none comes
// twice (https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy).
import type { SchemaCheck } from './check-fields.ts'
import { isFields, type Schema } from './schema.ts'
import { below, report, type Spot } from './spot.ts'

export function checkItems(
  items: readonly unknown[],
  schema: Schema,
  { spot, checkSchema }: SchemaCheck,
): void {
  const { minItems = 0, maxItems = Infinity } = schema
  if (items.length > maxItems) {
    report(spot, {
      expected: `at most ${maxItems} items`,
      found: `${items.length}`,
      blocksRules: true,
    })
    // Not looked at one by one: the limit is there to keep the work small.
    return
  }
  if (items.length < minItems)
    report(spot, { expected: `at least ${minItems} items`, found: `${items.length}` })

  const { items: inner } = schema
  if (inner)
    for (const [index, item] of items.entries()) checkSchema(item, inner, below(spot, index))
  checkUnique(items, schema, spot)
}

function checkUnique(items: readonly unknown[], schema: Schema, spot: Spot): void {
  const identify = identityOf(schema)
  if (!identify) return
  const firstAt = new Map<string, number>()
  for (const [index, item] of items.entries()) {
    const identity = identify(item)
    const first = firstAt.get(identity)
    if (first === undefined) firstAt.set(identity, index)
    else
      report(below(spot, index), {
        expected: `${uniqueInWords(schema)} (item ${first} has it already)`,
        value: item,
      })
  }
}

function identityOf(schema: Schema): ((item: unknown) => string) | undefined {
  if (schema['x-kubernetes-list-type'] === 'set') return (item) => JSON.stringify(item)
  if (schema['x-kubernetes-list-type'] !== 'map') return undefined
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  return (item) => JSON.stringify(isFields(item) ? keys.map((key) => item[key] ?? null) : item)
}

function uniqueInWords(schema: Schema): string {
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  return keys.length > 0 ? `a ${keys.join(' and ')} of its own` : 'no value twice'
}
