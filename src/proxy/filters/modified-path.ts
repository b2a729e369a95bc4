// The path forms that RequestRedirect and URLRewrite share: the whole path, or the prefix that was met.
// The query stays, whatever becomes of the path.
import { normalPath } from '../../snapshot/normal-path.ts'
import type { PathModifier, RuleMatch } from '../../snapshot/routing-snapshot.ts'

/** `target`, path and query, with its path modified. */
export function modifiedTarget(
  target: string,
  modifier: PathModifier | undefined,
  match: RuleMatch,
): string {
  // `OPTIONS *` has no path that could be modified.
  if (!modifier || !target.startsWith('/')) return target
  const questionMark = target.indexOf('?')
  const path = questionMark === -1 ? target : target.slice(0, questionMark)
  const query = questionMark === -1 ? '' : target.slice(questionMark)
  const value = writable(modifier)
  const modified =
    modifier.type === 'ReplaceFullPath' ? value : withPrefixReplaced(path, match, value)
  return absolute(modified) + query
}

/**
 * "ReplacePrefixMatch is only compatible with a `PathPrefix` HTTPRouteMatch" (httproute_types.go, where
 * the table of its results is): any other match has no prefix, its path stays.
 */
function withPrefixReplaced(path: string, { path: met }: RuleMatch, value: string): string {
  if (met.type !== 'PathPrefix' || !path.startsWith(met.value)) return path
  const rest = path.slice(met.value.length)
  return (value.endsWith('/') ? value.slice(0, -1) : value) + rest
}

/** A path begins with one slash: `//host/` alone would lead to another host (RFC 3986 §4.2). */
function absolute(path: string): string {
  return `/${path.replace(/^\/+/, '')}`
}

const writables = new WeakMap<PathModifier, string>()

/**
 * The schema lets any text through: what can't stand in a path (RFC 3986 §3.3) is encoded, `?` too. It goes to
 * whoever is asked next in the spelling that paths have here.
 */
function writable(modifier: PathModifier): string {
  let value = writables.get(modifier)
  if (value === undefined) {
    const written = modifier.value.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')
    value = normalPath(absolute(written))
    writables.set(modifier, value)
  }
  return value
}
