// The API server matches patterns with RE2, in linear time. So must we: `^[!-~]+([\t ]?[!-~]+)*$`
// of the Gateway API's header values takes RegExp exponential time on a value that does not match.
import { RE2JS } from 're2js'

const compiled = new Map<string, RE2JS>()

/** Whether the pattern is found anywhere in the text. Patterns come from schemas: few, compiled once. */
export function matchesPattern(pattern: string, text: string): boolean {
  return linearPattern(pattern).test(text)
}

export function linearPattern(pattern: string): RE2JS {
  const known = compiled.get(pattern)
  if (known) return known
  const fresh = RE2JS.compile(pattern)
  compiled.set(pattern, fresh)
  return fresh
}
