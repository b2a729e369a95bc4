// How a redirect or a rewrite makes its path. "ReplacePrefixMatch is only compatible with a `PathPrefix`
// HTTPRouteMatch. Using any other HTTPRouteMatch type on the same HTTPRouteRule will result in the
// implementation setting the Accepted Condition for the Route to `status: False`."
import type { HTTPPathModifier, HTTPRouteMatch } from '../../resources/gateway-api.ts'
import type { PathModifier } from '../../snapshot/routing-snapshot.ts'
import {
  pathValueMissing,
  prefixMatchMissing,
  type RuleProblem,
  unknownValue,
} from '../../status/conditions/rule-conditions.ts'

/** The rule whose matches say what may be replaced, and where it stands. */
export interface RuleMatches {
  readonly path: string
  readonly matches: readonly HTTPRouteMatch[]
}

export function pathModifier(
  modifier: HTTPPathModifier,
  path: string,
  rule: RuleMatches,
): PathModifier | RuleProblem {
  const { type, replaceFullPath, replacePrefixMatch } = modifier
  switch (type) {
    case 'ReplaceFullPath':
      if (replaceFullPath === undefined) return pathValueMissing(path, 'replaceFullPath')
      return { type, value: replaceFullPath }
    case 'ReplacePrefixMatch': {
      if (replacePrefixMatch === undefined) return pathValueMissing(path, 'replacePrefixMatch')
      const other = rule.matches.findIndex((match) => match.path.type !== 'PathPrefix')
      if (other >= 0) return prefixMatchMissing(path, `${rule.path}.matches[${other}].path`)
      return { type, value: replacePrefixMatch }
    }
    default:
      // A later version of the API may have more; "implementations must ensure that unknown values
      // will not cause a crash".
      return unknownValue(`${path}.type`, type, 'ReplaceFullPath or ReplacePrefixMatch')
  }
}
