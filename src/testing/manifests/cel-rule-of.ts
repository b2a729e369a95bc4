// Any CEL expression as the generator would have made it, for rules that no CRD has.
import * as celOperations from '../../manifests/validate/cel-operations.ts'
import type { CelRule } from '../../manifests/validate/rules.generated.ts'
import { compileRule } from '../../../tools/generate/compile-rule.ts'

export function celRuleOf(expression: string): CelRule {
  const names = Object.keys(celOperations)
  const code = `return (self, oldSelf) => ${compileRule(expression)}`
  // oxlint-disable-next-line no-new-func
  return new Function(...names, code)(...Object.values(celOperations))
}
