// A user's expression for paths, in the one spelling that paths have (../../snapshot/normal-path.ts): what it
// writes in another would never be met, and its requests would go to another rule.
import { RE2JS } from 're2js'
import { normalEncoding } from '../../snapshot/normal-path.ts'
import { encodingsAt } from './encodings-pattern.ts'
import { isRepetition, patternPartsOf, type PatternPart } from './pattern-parts.ts'
import { whyTooLarge, whyUnusable } from './pattern.ts'

export type PathPattern = { readonly pattern: string } | { readonly why: string }

/** `why`: why it can't be used and what to do, in words. */
export function pathPattern(written: string): PathPattern {
  const why = whyUnusable(written)
  if (why !== undefined) return { why }
  const parts = patternPartsOf(written)
  let pattern = ''
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at]!
    const encodings = part.literal === '%' ? encodingsAt(parts.slice(at + 1, at + 4)) : undefined
    if (encodings && 'why' in encodings) return encodings
    if (encodings) {
      pattern += encodings.pattern
      at += encodings.parts
    } else pattern += normalPart(part, parts[at + 1])
  }
  const whyNot = whyTooLarge(pattern)
  return whyNot === undefined ? { pattern } : { why: whyNot }
}

/** What stands for one character is repeated as a whole. */
function normalPart(part: PatternPart, next: PatternPart | undefined): string {
  const { text, literal } = part
  if (literal === undefined) return text.startsWith('[') ? normalClass(text) : text
  const normal = normalEncoding(literal)
  if (normal === literal) return text
  return next !== undefined && isRepetition(next) ? `(?:${normal})` : normal
}

/** Those of its characters that requests have encoded, beside it: a class is met by single characters. */
function normalClass(text: string): string {
  if (text.startsWith('[^')) return text
  const ofClass = RE2JS.compile(text)
  const encoded = [...new Set(text)]
    .filter((character) => ofClass.testExact(character))
    .flatMap((character) => {
      const normal = normalEncoding(character)
      return normal === character ? [] : [normal]
    })
  return encoded.length === 0 ? text : `(?:${[text, ...encoded].join('|')})`
}
