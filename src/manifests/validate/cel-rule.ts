// A CEL rule of a schema, as what is made of it (`make generate`), by its text.
import { CelError } from './cel-operations.ts'
import { type CelRule, generatedRules } from './rules.generated.ts'

/** Of an expression that some schema has. Throws where `make generate` did not see it. */
export function generatedRule(expression: string): CelRule {
  const rule = generatedRules.get(expression)
  if (!rule) throw new Error(`no code for the rule ${expression}: run make generate`)
  return rule
}

/** What the rule is for these values; undefined where it cannot be evaluated. */
export function valueOf(rule: CelRule, self: unknown, oldSelf?: unknown): unknown {
  try {
    return rule(self, oldSelf)
  } catch (error) {
    if (error instanceof CelError) return undefined
    throw error
  }
}
