// `*` in a path is no wildcard in Gateway API. Nothing refuses it, since a path may have one, and whoever
// comes from other configurations means something else.
import type { HTTPRouteMatch } from '../../resources/gateway-api.ts'
import { wildcardInPath } from '../../status/conditions/rule-conditions.ts'

/** `path` is that of the rule. */
export function wildcardHints(matches: readonly HTTPRouteMatch[], path: string): readonly string[] {
  return matches.flatMap(({ path: { type, value } }, index) => {
    const fix = fixFor(type, value)
    return fix === undefined
      ? []
      : wildcardInPath(`${path}.matches[${index}].path.value`, value, fix)
  })
}

function fixFor(type: string, value: string): string | undefined {
  const [, above] = /^([^*]*)\/\*{1,2}$/.exec(value) ?? []
  if (type === 'RegularExpression')
    // A repeated slash is hardly ever meant.
    return /\/\*+$/.test(value) ? `write ${value.replace(/\*+$/, '.*')}` : undefined
  if (!value.includes('*')) return undefined
  return above === undefined
    ? 'use type: RegularExpression with .* instead of *'
    : `use type: PathPrefix and value: ${above === '' ? '/' : above}, which matches all paths below it`
}
