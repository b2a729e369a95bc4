// Scalars of one line: words, and texts in quotes without escapes.
import { wordValue } from './scalar-value.ts'

/** Levels of lists and mappings. */
export const mostPlain = 50

/** Thrown where the parser of all of YAML is needed. */
export class NotPlain extends Error {}

// A colon ends a field's name where a space follows, and a # begins a comment where one stands before it.
const word = /^([\w./^$(~\\](?:[!"$-9;-~]|(?<! )#|:(?! |$)| +(?=[^ #]))*)(?: +#.*| *)$/
const quoted = /^("[^"]*"|'[^']*')(?: +#.*| *)$/

/** Undefined: it is neither. */
export function plainScalar(written: string): { readonly value: unknown } | undefined {
  const [, plain] = word.exec(written) ?? []
  if (plain !== undefined) return { value: valueOfWord(plain) }
  const [, marked] = quoted.exec(written) ?? []
  return marked === undefined ? undefined : { value: quotedText(marked) }
}

export function valueOfWord(text: string): string | number | boolean | null {
  const value = wordValue(text)
  // JSON has no infinity.
  if (typeof value === 'number' && !Number.isFinite(value)) throw new NotPlain()
  return value
}

/** With its quotes. */
export function quotedText(marked: string): string {
  if (/[^ -~]|\\/.test(marked)) throw new NotPlain()
  return marked.slice(1, -1)
}
