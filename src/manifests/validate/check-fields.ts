// The fields of an object or a map: required ones, unknown ones, how many, and each one's value.
import { nearestName } from '../../resources/nearest-name.ts'
import { type Fields, type Schema, schemaOfField } from './schema.ts'
import { below, report, type Spot } from './spot.ts'

export interface SchemaCheck {
  readonly spot: Spot
  readonly checkSchema: (value: unknown, schema: Schema, spot: Spot) => void
}

export function checkFields(
  fields: Fields,
  schema: Schema,
  { spot, checkSchema }: SchemaCheck,
): void {
  checkCount(fields, schema, spot)
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(fields, name))
      report(below(spot, name), {
        expected: 'a value: it is required',
        value: undefined,
        blocksRules: true,
      })

  for (const name of Object.keys(fields)) {
    const inner = schemaOfField(schema, name)
    if (inner) checkSchema(fields[name], inner, below(spot, name))
    else if (isClosed(schema)) reportUnknown(name, schema, spot)
  }
}

/** A form inside anyOf, oneOf or not has no type, and speaks of some fields only. */
function isClosed(schema: Schema): boolean {
  return (
    schema.type === 'object' &&
    schema.additionalProperties === undefined &&
    !schema['x-kubernetes-preserve-unknown-fields']
  )
}

function reportUnknown(name: string, schema: Schema, spot: Spot): void {
  const known = Object.keys(schema.properties ?? {})
  const nearest = nearestName(name, known)
  report(below(spot, name), {
    expected: nearest
      ? `a known field (did you mean ${nearest}?)`
      : `one of the fields ${known.toSorted().join(', ')}`,
    found: 'an unknown field',
  })
}

function checkCount(fields: Fields, schema: Schema, spot: Spot): void {
  const { maxProperties = Infinity, minProperties = 0 } = schema
  const count = Object.keys(fields).length
  if (count > maxProperties)
    report(spot, {
      expected: `at most ${maxProperties} entries`,
      found: `${count}`,
      blocksRules: true,
    })
  if (count < minProperties)
    report(spot, { expected: `at least ${minProperties} entries`, found: `${count}` })
}
