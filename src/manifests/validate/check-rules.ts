// The CEL rules of a schema (`x-kubernetes-validations`), asked of every place they stand at, from the
// innermost outward.
import { generatedRule, valueOf } from './cel-rule.ts'
import type { CelRule } from './rules.generated.ts'
import { isFields, type Rule, type Schema, schemaOfField } from './schema.ts'
import { below, report, type Spot } from './spot.ts'

/** `old` is the value there before, where there was one: rules with `oldSelf` need it. */
export interface Versions {
  readonly value: unknown
  readonly old: unknown
  /** Only what compares the two is asked: the rest was when the value came, by its version's rules. */
  readonly isChange?: boolean
}

type RuleOf = (expression: string) => CelRule

export function checkRules(
  versions: Versions,
  schema: Schema,
  spot: Spot,
  ruleOf: RuleOf = generatedRule,
): void {
  if (!hasRules(schema)) return
  checkInside(versions, schema, spot, ruleOf)
  for (const rule of schema['x-kubernetes-validations'] ?? [])
    checkRule(rule, versions, spot, ruleOf)
}

const withRules = new WeakMap<Schema, boolean>()

/** Itself, or anywhere inside. */
function hasRules(schema: Schema): boolean {
  const known = withRules.get(schema)
  if (known !== undefined) return known
  const { properties = {}, additionalProperties, items } = schema
  const inner = [...Object.values(properties), additionalProperties, items]
  const has =
    (schema['x-kubernetes-validations'] ?? []).length > 0 ||
    inner.some((one) => typeof one === 'object' && hasRules(one))
  withRules.set(schema, has)
  return has
}

function checkInside(
  { value, old, isChange = false }: Versions,
  schema: Schema,
  spot: Spot,
  ruleOf: RuleOf,
): void {
  if (Array.isArray(value)) {
    const { items } = schema
    if (!items || !hasRules(items)) return
    const oldItem = correlation(old, schema)
    for (const [index, item] of value.entries())
      checkRules({ value: item, old: oldItem(item), isChange }, items, below(spot, index), ruleOf)
  } else if (isFields(value)) {
    for (const name of Object.keys(value)) {
      const inner = schemaOfField(schema, name)
      if (!inner || !hasRules(inner)) continue
      const oldInner = isFields(old) && Object.hasOwn(old, name) ? old[name] : undefined
      const versions = { value: value[name], old: oldInner, isChange }
      checkRules(versions, inner, below(spot, name), ruleOf)
    }
  }
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

function checkRule(rule: Rule, versions: Versions, spot: Spot, ruleOf: RuleOf): void {
  const { value, old, isChange = false } = versions
  const compares = comparesWithOld(rule)
  if (isChange && !compares) return
  if (compares && old === undefined && !rule.optionalOldSelf) return
  // A rule that cannot be evaluated (`no such key`) refuses the object, as with the API server.
  if (valueOf(ruleOf(rule.rule), value, old) === true) return
  const { messageExpression: spoken } = rule
  const said = spoken === undefined ? undefined : valueOf(ruleOf(spoken), value, old)
  const message = typeof said === 'string' && said ? said : (rule.message ?? rule.rule)
  report(fieldOf(rule, spot), { expected: `to satisfy "${message}"`, value })
}

/** A transition rule: it compares with the object as it was. */
function comparesWithOld(rule: Rule): boolean {
  return comparing.getOrInsertComputed(rule, ({ rule: text }) => text.includes('oldSelf'))
}

const comparing = new WeakMap<Rule, boolean>()

function fieldOf({ fieldPath }: Rule, spot: Spot): Spot {
  const names = fieldPath?.match(/[^.[\]']+/g) ?? []
  return names.reduce<Spot>((at, name) => below(at, name), spot)
}
