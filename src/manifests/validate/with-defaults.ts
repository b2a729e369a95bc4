// Defaults as the API server sets them: where a field is absent, then inside what was set, so that
// nested defaults apply. Gives a copy: YAML aliases may share a value between places.
import { type Fields, isFields, type Schema, schemaOfField } from './schema.ts'
import { setOwn } from './set-own.ts'

export function withDefaults(value: unknown, schema: Schema | undefined): unknown {
  if (!schema) return structuredClone(value)
  if (Array.isArray(value))
    return value.map((item) => withDefaults(orDefault(item, schema.items), schema.items))
  if (isFields(value)) return fieldsWithDefaults(value, schema)
  return value
}

function fieldsWithDefaults(fields: Fields, schema: Schema): Fields {
  const complete: Record<string, unknown> = {}
  for (const name of Object.keys(fields)) {
    const value = fields[name]
    const inner = schemaOfField(schema, name)
    const set = orDefault(value, inner)
    // "null values for fields that either don't have the nullable flag … will be pruned before
    // defaulting happens" (Kubernetes, Defaulting and Nullable). An entry of a map stays, and is a mistake: an
    // API server drops it, and a selector with a label less lets more in.
    if (set === null && inner && !inner.nullable && isProperty(schema, name)) continue
    setOwn(complete, name, withDefaults(set, inner))
  }
  for (const [name, inner] of defaulted.getOrInsertComputed(schema, withOwnDefault))
    if (!Object.hasOwn(fields, name)) setOwn(complete, name, withDefaults(inner.default, inner))
  return complete
}

/** The properties of a schema that have a default: few of many. */
const defaulted = new WeakMap<Schema, readonly (readonly [string, Schema])[]>()

function withOwnDefault({ properties = {} }: Schema): readonly (readonly [string, Schema])[] {
  return Object.entries(properties).filter(([, inner]) => inner.default !== undefined)
}

function isProperty({ properties = {} }: Schema, name: string): boolean {
  return Object.hasOwn(properties, name)
}

function orDefault(value: unknown, schema: Schema | undefined): unknown {
  const isUnset = value === null && schema && !schema.nullable
  return isUnset && schema.default !== undefined ? schema.default : value
}
