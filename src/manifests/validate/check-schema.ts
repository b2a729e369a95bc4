// Whether a value (defaulted already) is what its schema says, with every fault and not only the
// first. CEL rules stand apart, in check-rules.ts.
import { checkFields } from './check-fields.ts'
import { checkItems } from './check-items.ts'
import { checkNumber, checkText } from './check-scalar.ts'
import { isFields, type Schema } from './schema.ts'
import { type Fault, pathOf, report, rootSpot, type Spot } from './spot.ts'

export function checkSchema(value: unknown, schema: Schema, spot: Spot): void {
  if (value === null && schema.nullable) return
  const type = typeInWords(schema)
  if (type && !isOfType(value, schema)) {
    report(spot, { expected: type, value, blocksRules: true })
    return
  }
  if (schema.enum && !schema.enum.includes(value))
    report(spot, { expected: `one of ${schema.enum.join(', ')}`, value, blocksRules: true })

  if (typeof value === 'string') checkText(value, schema, spot)
  else if (typeof value === 'number') checkNumber(value, schema, spot)
  else if (Array.isArray(value)) checkItems(value, schema, { spot, checkSchema })
  else if (isFields(value)) checkFields(value, schema, { spot, checkSchema })

  checkForms(value, schema, spot)
}

function checkForms(value: unknown, schema: Schema, spot: Spot): void {
  for (const form of schema.allOf ?? []) checkSchema(value, form, spot)
  if (schema.not && faultsOf(value, schema.not, spot).length === 0)
    report(spot, { expected: `not ${formInWords(schema.not)}`, value })
  if (schema.anyOf) checkAlternatives(value, schema.anyOf, spot)
  if (schema.oneOf && checkAlternatives(value, schema.oneOf, spot) > 1)
    report(spot, { expected: 'only one of the forms of its schema', value })
}

/** Reports where none fits; returns how many do. */
function checkAlternatives(value: unknown, forms: readonly Schema[], spot: Spot): number {
  const faults = forms.map((form) => faultsOf(value, form, spot))
  const fitting = faults.filter((found) => found.length === 0).length
  if (fitting > 0) return fitting
  const isAboutItself = faults.every(
    (found) => found.length === 1 && !found[0]?.path[depthOf(spot)],
  )
  const all = faults.flat()
  const meant = faults.find((found) => !found.some(isChoice))
  if (isAboutItself && all[0])
    spot.faults.push({ ...all[0], expected: all.map(({ expected }) => expected).join(' or ') })
  // Of forms told apart by an enum, the one that is meant. Where none is, that was said before.
  else if (meant) spot.faults.push(...meant)
  else if (spot.faults.length === 0) spot.faults.push(...(faults[0] ?? []))
  return 0
}

const isChoice = ({ blocksRules }: Fault) => blocksRules === true

const depthOf = (spot: Spot) => pathOf(spot).length

function faultsOf(value: unknown, schema: Schema, spot: Spot): Fault[] {
  const faults: Fault[] = []
  checkSchema(value, schema, spot.above ? { ...spot, faults } : rootSpot(faults))
  return faults
}

function isOfType(value: unknown, schema: Schema): boolean {
  if (schema['x-kubernetes-int-or-string'])
    return typeof value === 'string' || Number.isInteger(value)
  switch (schema.type) {
    case 'object':
      return isFields(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return Number.isFinite(value)
    default:
      return typeof value === schema.type
  }
}

function typeInWords(schema: Schema): string | undefined {
  if (schema['x-kubernetes-int-or-string']) return 'a whole number or a string'
  return schema.type && typeWords[schema.type]
}

const typeWords: Readonly<Record<string, string>> = {
  object: 'an object (fields, one a line)',
  array: 'a list (items that begin with "- ")',
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

function formInWords(schema: Schema): string {
  return schema.enum ? schema.enum.join(', ') : 'a form that its schema excludes'
}
