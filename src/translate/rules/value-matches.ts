// What a match asks of headers or query parameters. Of one whose pattern can't be used any value will
// do: its rule is refused, and answers its requests.
import { hidden, isSecretName } from '../../snapshot/hide-secrets.ts'
import type { ValueMatch } from '../../snapshot/routing-snapshot.ts'
import {
  type RuleProblem,
  unusablePattern,
  unknownValue,
} from '../../status/conditions/rule-conditions.ts'
import { anyValue, whyUnusable } from './pattern.ts'

/** `path` is that of the list; what is wrong is added to `problems`. */
export function valueMatches(
  list: readonly ValueMatch[],
  path: string,
  problems: RuleProblem[],
): readonly ValueMatch[] {
  return firstOfEachName(
    list.map((value, index) => valueMatch(value, `${path}[${index}]`, problems)),
  )
}

export function headerMatches(
  list: readonly ValueMatch[],
  path: string,
  problems: RuleProblem[],
): readonly ValueMatch[] {
  return valueMatches(list.map(lowerCased), path, problems)
}

function valueMatch(
  { name, type, value }: ValueMatch,
  path: string,
  problems: RuleProblem[],
): ValueMatch {
  switch (type) {
    case 'Exact':
      return { name, type, value }
    case 'RegularExpression': {
      const why = whyUnusable(value)
      if (why === undefined) return { name, type, value }
      problems.push(
        isSecretName(name)
          ? unusablePattern(`${path}.value`, hidden, 'write it in RE2 syntax')
          : unusablePattern(`${path}.value`, value, why),
      )
      return { name, type, value: anyValue }
    }
    default:
      problems.push(unknownValue(`${path}.type`, type, 'Exact or RegularExpression'))
      return { name, type: 'RegularExpression', value: anyValue }
  }
}

function lowerCased({ name, type, value }: ValueMatch): ValueMatch {
  return { name: name.toLowerCase(), type, value }
}

/** "only the first entry with an equivalent name MUST be considered for a match" (HTTPHeaderMatch.Name) */
function firstOfEachName(values: readonly ValueMatch[]): readonly ValueMatch[] {
  const names = values.map(({ name }) => name)
  return values.filter(({ name }, index) => names.indexOf(name) === index)
}
