// The CEL rules of a schema (`x-kubernetes-validations`), asked of every place they stand at. One
// walk: a place's value as CEL sees it is made of its fields' on the way back up.
import type { CelInput } from '@bufbuild/cel'
import { celRule } from './cel-rule.ts'
import { celListOf, celMapOf, celScalarOf, celValueOf } from './cel-value.ts'
import { isFields, type Rule, type Schema, schemaOfField } from './schema.ts'
import { below, report, type Spot } from './spot.ts'

/** `old` is the value there before, where there was one: rules with `oldSelf` need it. */
export interface Versions {
  readonly value: unknown
  readonly old: unknown
  /** Only what compares the two is asked: the rest was when the value came, by its version's rules. */
  readonly isChange?: boolean
}

export function checkRules(versions: Versions, schema: Schema, spot: Spot): CelInput {
  const self = celOf(versions, schema, spot)
  for (const rule of schema['x-kubernetes-validations'] ?? [])
    checkRule(rule, { ...versions, self }, spot)
  return self
}

function celOf({ value, old, isChange = false }: Versions, schema: Schema, spot: Spot): CelInput {
  if (Array.isArray(value)) {
    const { items } = schema
    if (!items) return celValueOf(value)
    const oldItem = correlation(old, schema)
    return celListOf(
      value.map((item, index) =>
        checkRules({ value: item, old: oldItem(item), isChange }, items, below(spot, index)),
      ),
    )
  }
  if (!isFields(value)) return celScalarOf(value)
  const isMap = schema.properties === undefined
  const entries = Object.entries(value).map(([name, inner]): [string, CelInput] => {
    const oldInner = isFields(old) && Object.hasOwn(old, name) ? old[name] : undefined
    const innerSchema = schemaOfField(schema, name)
    return [
      name,
      innerSchema
        ? checkRules({ value: inner, old: oldInner, isChange }, innerSchema, below(spot, name))
        : celValueOf(inner),
    ]
  })
  return celMapOf(entries, isMap)
}

/** Items can be told to be the same only in lists of type `map` (Kubernetes, CEL, transition rules). */
function correlation(old: unknown, schema: Schema): (item: unknown) => unknown {
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  if (!Array.isArray(old) || schema['x-kubernetes-list-type'] !== 'map') return () => undefined
  return (item) =>
    old.find(
      (before: unknown) =>
        isFields(before) && isFields(item) && keys.every((key) => before[key] === item[key]),
    )
}

function checkRule(
  rule: Rule,
  { value, old, isChange = false, self }: Versions & { self: CelInput },
  spot: Spot,
) {
  const { usesOldSelf, valueFor } = celRule(rule.rule)
  if (isChange && !usesOldSelf) return
  if (usesOldSelf && old === undefined && !rule.optionalOldSelf) return
  const oldSelf = usesOldSelf && old !== undefined ? celValueOf(old) : undefined
  // A rule that cannot be evaluated (`no such key`) refuses the object, as with the API server.
  if (valueFor(self, oldSelf) === true) return
  report(fieldOf(rule, spot), { expected: expectation(rule, self, oldSelf), value })
}

function fieldOf({ fieldPath }: Rule, spot: Spot): Spot {
  const names = fieldPath?.match(/[^.[\]']+/g) ?? []
  return names.reduce<Spot>((at, name) => below(at, name), spot)
}

function expectation(rule: Rule, self: CelInput, oldSelf: CelInput | undefined): string {
  const spoken = rule.messageExpression && celRule(rule.messageExpression).valueFor(self, oldSelf)
  const message = typeof spoken === 'string' && spoken ? spoken : rule.message
  return `to satisfy "${message ?? rule.rule}"`
}
