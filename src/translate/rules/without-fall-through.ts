// Where a match is such that nobody can say which requests it is about (a path pattern of garbage), these
// must not fall to a less specific rule that was never meant for them. So those of the same route are
// withheld: all that could come after it. Exact paths come before it; other routes have other owners,
// whom this one's mistake must not hurt.
import { matchAdrift, type RuleProblem } from '../../status/conditions/rule-conditions.ts'
import { type TranslatedRule, withheld } from './translated-rule.ts'

/** `exempt`: what those with Exact paths are called in the route. */
export function withoutFallThrough(
  rules: readonly TranslatedRule[],
  exempt = 'Exact paths',
): readonly TranslatedRule[] {
  const [adrift] = rules.flatMap((rule) => rule.adrift)
  if (adrift === undefined) return rules
  const problem = matchAdrift(adrift, exempt)
  return rules.map((translated) => {
    if (translated.adrift.includes(adrift)) return withProblem(translated, problem)
    const isSafe = translated.matches.every(({ path }) => path.type === 'Exact')
    if (isSafe || translated.rule.refused !== undefined) return translated
    return withheld(translated, problem.message)
  })
}

function withProblem(translated: TranslatedRule, problem: RuleProblem): TranslatedRule {
  return { ...translated, problems: [...translated.problems, problem] }
}
