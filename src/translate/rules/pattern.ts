// Users' regular expressions: RE2 syntax, in linear time. What could not be compiled, or would cost too
// much for each request, is found here and not on the request path.
import { RE2JS } from 're2js'
import { withoutSecrets } from '../../snapshot/without-secrets.ts'
import { normalEncoding } from '../../snapshot/normal-path.ts'

/** The schema's own limit for paths; header values could be four times as long. */
const maxLength = 1_024
/** States of the compiled program: a request's time is at most this times the text's length. */
const maxProgramSize = 1_000
/** Counted before compiling, because `{1000}` a hundred times takes a third of a second to compile. */
const maxRepetitions = 1_000

/** Why the pattern can't be used and what to do, in words; undefined where it can. */
export function whyUnusable(pattern: string): string | undefined {
  if (pattern.length > maxLength) {
    return `it is ${pattern.length} characters long; write one of up to ${maxLength}`
  }
  if (repetitions(pattern) > maxRepetitions) {
    return `its repetitions add up to more than ${maxRepetitions}; repeat less, or use * or +`
  }
  try {
    return whyTooLarge(pattern)
  } catch (error) {
    return reasonOf(error)
  }
}

/** The same of one that can be compiled. */
export function whyTooLarge(pattern: string): string | undefined {
  return RE2JS.compile(pattern).programSize() > maxProgramSize
    ? 'it is too large to be evaluated for each request; write a simpler one'
    : undefined
}

/**
 * What requests an unusable pattern was at least about, as a pattern: those with the text before its first
 * special character; undefined where that is nothing. They are refused, lest they fall to another rule.
 */
export function asFarAsKnown(pattern: string): string | undefined {
  const [start = '', plain = ''] = /^\^?([^\\.+*?()|[\]{}^$]*)/.exec(pattern) ?? []
  const next = pattern[start.length]
  if (next === '|') return undefined
  const optional = next === '*' || next === '?' || next === '{'
  // Half of a percent-encoding says nothing yet.
  const whole = (optional ? plain.slice(0, -1) : plain).replace(/%[0-9a-f]?$/i, '')
  const prefix = normalEncoding(whole)
  return prefix === '' || prefix === '/' ? undefined : `${RE2JS.quote(prefix)}(?s:.*)`
}

/** Any value at all, as long as there is one. */
export const anyValue = '(?s:.*)'

function repetitions(pattern: string): number {
  let total = 0
  for (const [, least = '', most = ''] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    total += Math.max(Number(least), Number(most))
  }
  return total
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  // It says the pattern once more.
  const mistake = withoutSecrets(message.replace(/^error parsing regexp: /, '')).slice(0, 200)
  return `${mistake}; write it in RE2 syntax (https://github.com/google/re2/wiki/Syntax)`
}
