// Drops what a schema lets through but does not name: of core kinds only what is read is kept.
import { isFields, type Schema, schemaOfField } from './schema.ts'

export function onlyReadFields(value: unknown, schema: Schema): unknown {
  if (Array.isArray(value)) {
    const { items } = schema
    return items ? value.map((item) => onlyReadFields(item, items)) : value
  }
  if (!isFields(value)) return value
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const known = schemaOfField(schema, name)
    return known ? [[name, onlyReadFields(inner, known)] as const] : []
  })
  return Object.fromEntries(entries)
}
