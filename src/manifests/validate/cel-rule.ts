// A CEL rule, compiled once for the whole process and asked often.
import { celEnv, type CelInput, isCelError, parse, plan } from '@bufbuild/cel'
import { strings } from '@bufbuild/cel/ext'
import { kubernetesFunctions } from './cel-functions.ts'
import { linearPattern } from './linear-pattern.ts'

export interface CelRule {
  /** A transition rule: it compares with the object as it was. */
  readonly usesOldSelf: boolean
  /** What the expression is for these values; undefined where it cannot be evaluated. */
  readonly valueFor: (self: CelInput, oldSelf: CelInput | undefined) => unknown
}

export function celRule(expression: string): CelRule {
  const known = compiled.get(expression)
  if (known) return known
  const rule = compile(expression)
  compiled.set(expression, rule)
  return rule
}

const compiled = new Map<string, CelRule>()

/** Kubernetes' functions among CEL's own; regular expressions in linear time. */
export const environment = celEnv({
  funcs: [...strings, ...kubernetesFunctions],
  re2: { compile: linearPattern },
})

function compile(expression: string): CelRule {
  const evaluate = plan(environment, parse(expression))
  return {
    usesOldSelf: /\boldSelf\b/.test(expression),
    valueFor(self, oldSelf) {
      const value = evaluate(oldSelf === undefined ? { self } : { self, oldSelf })
      return isCelError(value) ? undefined : value
    },
  }
}
