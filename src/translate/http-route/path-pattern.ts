// A user's expression for paths, in the one spelling that paths have (../../snapshot/normal-path.ts): what it
// writes in another would never be met, and its requests would go to another rule.
import { RE2JS } from 're2js'
import { normalEncoding, unreserved } from '../../snapshot/normal-path.ts'
import { whyUnusable } from './pattern.ts'

export type PathPattern = { readonly pattern: string } | { readonly why: string }

/** `why`: why it can't be used and what to do, in words. What stands in classes is left alone. */
export function pathPattern(pattern: string): PathPattern {
  const why = whyUnusable(pattern)
  if (why !== undefined) return { why }
  const parts = partsOf(pattern)
  let normal = ''
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!
    const digits = part.literal === '%' ? digitsOf(parts[at + 1], parts[at + 2]) : undefined
    if (digits !== undefined) at += 2
    const isRepeated = isRepetition.test(parts[at + 1]?.text ?? '')
    const character = digits && unreserved(digits)
    if (character !== undefined && isRepeated) return { why: whyNotRepeated(digits!, character) }
    if (character !== undefined) normal += RE2JS.quote(character)
    else if (digits !== undefined) normal += `%${digits.toUpperCase()}`
    else normal += isRepeated ? repeatable(part) : normalText(part)
  }
  return { pattern: normal }
}

interface Part {
  readonly text: string
  /** The one character that it stands for, if that is all it does. */
  readonly literal?: string
}

const isRepetition = /^(?:[*+?]|\{\d+(?:,\d*)?\})$/
const aPart =
  /\\Q(?<quoted>[^]*?)(?:\\E|$)|\\x(?:\{(?<code>[0-9A-Fa-f]+)\}|(?<hex>[0-9A-Fa-f]{2}))|\(\?P?<\w+>|\\[pP]\{[^}]*\}|\\(?<escaped>[^])|\[\^?\]?(?:\\[^]|\[:\^?\w+:\]|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[^]/gu

function partsOf(pattern: string): readonly Part[] {
  return [...pattern.matchAll(aPart)].flatMap(([text, ...rest]): readonly Part[] => {
    const [quoted, code, hex = code, escaped] = rest
    if (quoted !== undefined)
      return [...quoted].map((literal) => ({ text: RE2JS.quote(literal), literal }))
    if (hex !== undefined)
      return [{ text, literal: String.fromCodePoint(Number.parseInt(hex, 16)) }]
    if (escaped !== undefined)
      return /[\w\s]/.test(escaped) ? [{ text }] : [{ text, literal: escaped }]
    return /^[^.+*?()|[^$]$/u.test(text) ? [{ text, literal: text }] : [{ text }]
  })
}

function normalText({ text, literal }: Part): string {
  const normal = normalEncoding(literal ?? '')
  return normal === literal || literal === undefined ? text : normal
}

/** What stands for one character is repeated as a whole. */
function repeatable(part: Part): string {
  const normal = normalText(part)
  return normal === part.text ? normal : `(?:${normal})`
}

/** Two hex digits, each of them written out or as a class of its two cases: `[eE]`. */
function digitsOf(...parts: readonly (Part | undefined)[]): string | undefined {
  const digits = parts.map(
    (part) => part?.literal ?? /^\[([a-f])\1\]$/i.exec(part?.text ?? '')?.[1],
  )
  return digits.every((digit) => /^[0-9a-f]$/i.test(digit ?? '')) ? digits.join('') : undefined
}

function whyNotRepeated(digits: string, character: string): string {
  return `it repeats the last digit of %${digits}, which is ${character}; write ${character}`
}
