// A text that breaks its pattern, as it was most likely meant: in lower case, and a group without the version
// that an apiVersion has.
import { matchesPattern } from './linear-pattern.ts'

/** Of a long text or where none of these fits the pattern: undefined. */
export function meantByText(text: string, pattern: string): string | undefined {
  if (text.length > 253) return undefined
  const lower = text.toLowerCase()
  const group = lower.replace(/\/.*/s, '')
  const isGroup = matchesPattern(pattern, '') && matchesPattern(pattern, 'a.b')
  const meant = isGroup ? (group === 'core' ? '' : group) : lower
  return meant !== text && matchesPattern(pattern, meant) ? meant : undefined
}
