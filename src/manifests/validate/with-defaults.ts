// Defaults as the API server sets them: where a field is absent, then inside what was set, so that
// nested defaults apply. Gives a copy: YAML aliases may share a value between places.
import { type Fields, isFields, type Schema, schemaOfField } from './schema.ts'

export function withDefaults(value: unknown, schema: Schema | undefined): unknown {
  if (!schema) return structuredClone(value)
  if (Array.isArray(value))
    return value.map((item) => withDefaults(orDefault(item, schema.items), schema.items))
  if (isFields(value)) return fieldsWithDefaults(value, schema)
  return value
}

function fieldsWithDefaults(fields: Fields, schema: Schema): Fields {
  const entries: [string, unknown][] = []
  for (const [name, value] of Object.entries(fields)) {
    const inner = schemaOfField(schema, name)
    const set = orDefault(value, inner)
    // "null values for fields that either don't have the nullable flag … will be pruned before
    // defaulting happens" (Kubernetes, Defaulting and Nullable). An entry of a map stays, and is a mistake: an
    // API server drops it, and a selector with a label less lets more in.
    if (set === null && inner && !inner.nullable && isProperty(schema, name)) continue
    entries.push([name, withDefaults(set, inner)])
  }
  for (const [name, inner] of Object.entries(schema.properties ?? {}))
    if (inner.default !== undefined && !Object.hasOwn(fields, name))
      entries.push([name, withDefaults(inner.default, inner)])
  // fromEntries defines own properties, so that `__proto__` is a name like any other.
  return Object.fromEntries(entries)
}

function isProperty({ properties = {} }: Schema, name: string): boolean {
  return Object.hasOwn(properties, name)
}

function orDefault(value: unknown, schema: Schema | undefined): unknown {
  const isUnset = value === null && schema && !schema.nullable
  return isUnset && schema.default !== undefined ? schema.default : value
}
