// Percent-encodings in a user's expression, as requests have them: digits are capitals, and what needs no
// encoding is written out (../../snapshot/normal-path.ts). Of `%6[1-3]` that is `[abc]`.
import { RE2JS } from 're2js'
import { unreserved } from '../../snapshot/normal-path.ts'
import { isRepetition, type PatternPart } from './pattern-parts.ts'

export type Encodings =
  | { readonly pattern: string; readonly parts: number }
  | { readonly why: string }

/** Those that a `%` and the parts behind it stand for; undefined where these are no digits. */
export function encodingsAt([first, second, ...rest]: readonly PatternPart[]):
  | Encodings
  | undefined {
  const firsts = digitsOf(first)
  if (firsts.length === 0) return beginsInGroup(first, second, rest[0]) ? inPieces : undefined
  if (second?.text === '{2}') return encodings(firsts, firsts, rest[0])
  if (second !== undefined && isRepetition(second)) return undefined
  const seconds = digitsOf(second)
  if (seconds.length > 0) return encodings(firsts, seconds, rest[0])
  return firsts.length < hexDigits.length ? inPieces : undefined
}

const hexDigits = [...'0123456789ABCDEF']
const inPieces = {
  why: 'it splits a percent-encoding; write both digits after the %, or the character itself',
}

function beginsInGroup(open?: PatternPart, first?: PatternPart, next?: PatternPart): boolean {
  const isOpen = open !== undefined && open.text.startsWith('(')
  return isOpen && digitsOf(first).length > 0 && !(next && isRepetition(next))
}

/** What it is met by among hex digits, in capitals. */
function digitsOf(part: PatternPart | undefined): readonly string[] {
  if (
    part === undefined ||
    (part.literal === undefined && !/^(?:\.|\[|\\[dDwWsS])/.test(part.text))
  )
    return []
  const expression = RE2JS.compile(part.text, RE2JS.CASE_INSENSITIVE)
  return hexDigits.filter((digit) => expression.testExact(digit))
}

function encodings(
  firsts: readonly string[],
  seconds: readonly string[],
  next: PatternPart | undefined,
): Encodings {
  const all = firsts.flatMap((first) => seconds.map((second) => `${first}${second}`))
  const plain = all.flatMap((digits) => unreserved(digits) ?? [])
  const parts = 2
  if (next !== undefined && isRepetition(next)) {
    const [digits] = all
    if (plain.length === 0 && all.length === 1) return { pattern: `%${digits}`, parts }
    return { why: `it repeats the last digit of %${digits}; write the characters themselves` }
  }
  const encoded = firsts.flatMap((first) => {
    const left = seconds.filter((second) => unreserved(first + second) === undefined)
    return left.length === 0 ? [] : `%${first}${oneOf(left)}`
  })
  return { pattern: anyOf(plain.length === 0 ? encoded : [oneOf(plain), ...encoded]), parts }
}

function oneOf(characters: readonly string[]): string {
  const quoted = characters.map((character) => RE2JS.quote(character))
  return quoted.length === 1 ? quoted[0]! : `[${quoted.join('').replace('-', '\\-')}]`
}

function anyOf(patterns: readonly string[]): string {
  return patterns.length === 1 ? patterns[0]! : `(?:${patterns.join('|')})`
}
