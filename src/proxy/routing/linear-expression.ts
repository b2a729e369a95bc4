// Users' regular expressions: RE2's syntax, and a time that grows with the text alone, whatever the
// pattern. `RegExp` backtracks: `(a+)+$` would let one request stop the proxy.
import { RE2JS } from 're2js'

/** Whether the whole text matches; 'undecided' where asking would cost too much. */
export type LinearExpression = (text: string) => boolean | 'undecided'

/**
 * Steps are at worst characters of the text times instructions of the program, some 70 ns each: a
 * usual pattern (30 instructions) may be asked about 33,000 characters.
 */
const maxSteps = 1_000_000

/** Of a pattern that is none, nothing can be said: it decides about no text. */
export function linearExpressionOf(pattern: string): LinearExpression {
  const program = compiled(pattern)
  if (!program) return () => 'undecided'
  const maxLength = maxSteps / program.programSize()
  return (text) => (text.length > maxLength ? 'undecided' : program.testExact(text))
}

function compiled(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern)
  } catch {
    // Translate has told the user; such a match is refused before it comes here.
    return undefined
  }
}
