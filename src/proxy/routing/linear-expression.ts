// Users' regular expressions: RE2's syntax, and a time that grows with the text alone, whatever the
// pattern. `RegExp` backtracks: `(a+)+$` would let one request stop the proxy.
import { RE2JS } from 're2js'

/** What the expressions that were asked about one request have cost together so far. */
export interface Effort {
  steps: number
  ms: number
}

/** Whether the whole text matches; 'undecided' where asking would cost too much. */
export type LinearExpression = (text: string, effort: Effort) => boolean | 'undecided'

/**
 * Steps are at worst characters of the text times instructions of the program, some 70 ns each: a
 * usual pattern (30 instructions) may be asked about 33,000 characters.
 */
const maxSteps = 1_000_000
/**
 * For all expressions of a request that made more steps than that: a route may have a hundred, each of
 * which may take a tenth of a second, and every request of others waits for it. Most take far less than
 * their steps tell, so that the steps alone would refuse harmless requests.
 */
const maxMs = 50

/** Of a pattern that is none, nothing can be said: it decides about no text. */
export function linearExpressionOf(pattern: string): LinearExpression {
  const program = compiled(pattern)
  if (!program) return () => 'undecided'
  const size = program.programSize()
  return (text, effort) => {
    const steps = text.length * size
    if (steps > maxSteps || (effort.steps > maxSteps && effort.ms > maxMs)) return 'undecided'
    const startedAt = performance.now()
    const isMatch = program.testExact(text)
    effort.steps += steps
    effort.ms += performance.now() - startedAt
    return isMatch
  }
}

function compiled(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern)
  } catch {
    // Translate has told the user; such a match is refused before it comes here.
    return undefined
  }
}
