// A user's expression in parts: each one character that it writes out, a class, or a piece of syntax.
import { RE2JS } from 're2js'

export interface PatternPart {
  readonly text: string
  /** The one character that it stands for, if that is all it does. */
  readonly literal?: string
}

const aPart =
  /\\Q(?<quoted>[^]*?)(?:\\E|$)|\\x(?:\{(?<code>[0-9A-Fa-f]+)\}|(?<hex>[0-9A-Fa-f]{2}))|\(\?(?:P?<\w+>|[imsU-]*[:)])|\\[pP]\{[^}]*\}|\\(?<escaped>[^])|\[(?:\\(?<only>\W)|(?<alone>[^\\^]))\]|\[\^?\]?(?:\\[^]|\[:\^?\w+:\]|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[^]/gu

export function patternPartsOf(pattern: string): readonly PatternPart[] {
  return [...pattern.matchAll(aPart)].flatMap(([text, ...rest]): readonly PatternPart[] => {
    const [quoted, code, hex = code, escaped, only, alone = only] = rest
    if (quoted !== undefined)
      return [...quoted].map((literal) => ({ text: RE2JS.quote(literal), literal }))
    if (hex !== undefined)
      return [{ text, literal: String.fromCodePoint(Number.parseInt(hex, 16)) }]
    if (escaped !== undefined)
      return /[\w\s]/.test(escaped) ? [{ text }] : [{ text, literal: escaped }]
    // A class of one character is that character.
    if (alone !== undefined) return [{ text, literal: alone }]
    return /^[^.+*?()|[^$]$/u.test(text) ? [{ text, literal: text }] : [{ text }]
  })
}

export function isRepetition({ text }: PatternPart): boolean {
  return /^(?:[*+?]|\{\d+(?:,\d*)?\})$/.test(text)
}
