// Strings and numbers: length, pattern, format and range.
import { isIPv4, isIPv6 } from 'node:net'
import { matchesPattern } from './linear-pattern.ts'
import { patternInWords } from './pattern-in-words.ts'
import type { Schema } from './schema.ts'
import { report, type Spot } from './spot.ts'

export function checkText(text: string, schema: Schema, spot: Spot): void {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema
  const length = characters(text)
  if (length > maxLength) {
    report(spot, {
      expected: `at most ${maxLength} characters`,
      found: `${length}`,
      blocksRules: true,
    })
    return
  }
  if (length < minLength)
    report(spot, { expected: `at least ${minLength} characters`, value: text })
  else if (pattern !== undefined && !matchesPattern(pattern, text))
    report(spot, { expected: patternInWords(pattern, meantByText(text, pattern)), value: text })

  const known = format === undefined ? undefined : textFormats[format]
  if (known && !known.fits(text)) report(spot, { expected: known.words, value: text })
}

export function checkNumber(value: number, schema: Schema, spot: Spot): void {
  const { minimum = -Infinity, maximum = Infinity } = schema
  const [least, most] = rangeOf(schema.format)
  const from = Math.max(minimum, least)
  const to = Math.min(maximum, most)
  if (value >= from && value <= to) return
  const isOpen = from === -Infinity || to === Infinity
  const open = value < from ? `at least ${from}` : `at most ${to}`
  report(spot, { expected: isOpen ? open : `a number from ${from} to ${to}`, value })
}

/** The API server counts Unicode code points. */
function characters(text: string): number {
  let count = text.length
  for (let index = 0; index < text.length; index++)
    if (text.charCodeAt(index) >= 0xd800 && text.charCodeAt(index) <= 0xdbff) count--
  return count
}

function rangeOf(format: string | undefined): readonly [number, number] {
  return format === 'int32' ? [-(2 ** 31), 2 ** 31 - 1] : [-Infinity, Infinity]
}

interface TextFormat {
  readonly words: string
  readonly fits: (text: string) => boolean
}

const textFormats: Readonly<Record<string, TextFormat>> = {
  ipv4: { words: 'an IPv4 address', fits: isIPv4 },
  ipv6: { words: 'an IPv6 address', fits: (text) => isIPv6(text) && !text.includes('%') },
  'date-time': { words: 'a time such as 2006-01-02T15:04:05Z', fits: isDateTime },
}

function isDateTime(text: string): boolean {
  const isWritten = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(text)
  return isWritten && !Number.isNaN(Date.parse(text))
}

/**
 * A text that breaks its pattern, as it was most likely meant: in lower case, and a group without the version
 * that an apiVersion has. Undefined for a long text, or where none of these fits the pattern.
 */
function meantByText(text: string, pattern: string): string | undefined {
  if (text.length > 253) return undefined
  const lower = text.toLowerCase()
  const group = lower.replace(/\/.*/s, '')
  const isGroup = matchesPattern(pattern, '') && matchesPattern(pattern, 'a.b')
  const meant = isGroup ? (group === 'core' ? '' : group) : lower
  return meant !== text && matchesPattern(pattern, meant) ? meant : undefined
}
