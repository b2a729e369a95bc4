// A pattern of a service's or a method's whole name, to stand in one of the whole path. There `^` and `$`
// mean the path's ends and would never be met: those around it say what is meant anyway, and others are
// refused rather than left to match nothing.
import { pathPattern } from '../rules/path-pattern.ts'

export type WholeName = { readonly pattern: string } | { readonly why: string }

export function wholeName(written: string): WholeName {
  const read = pathPattern(written)
  if ('why' in read) return read
  const pattern = read.pattern.replace(/^\^/, '').replace(/(?<!\\)((?:\\\\)*)\$$/, '$1')
  // `^a|b$` is `^a` or `b$`: of a whole name as much as `a|b`.
  if (/[\^$]|\\[Az]/.test(withoutLiterals(pattern)))
    return { why: 'it always matches the whole name; remove ^, $, \\A and \\z' }
  return { pattern }
}

/** Without what is escaped or stands in a class, but for `\A` and `\z`. */
function withoutLiterals(pattern: string): string {
  return pattern.replaceAll(/\\[^Az]|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]/g, '')
}
