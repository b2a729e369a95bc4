// What a text must be before a parser looks at it.
import { tooLarge } from './file-fault.ts'
import type { ReadingLimits } from '../parse/reading-limits.ts'

export interface TextFault {
  readonly line: number
  readonly expected: string
  readonly found: string
}

export function textFault(text: string, { mostInFile }: ReadingLimits): TextFault | undefined {
  if (text.length > mostInFile) return { line: 0, ...tooLarge(text.length, mostInFile) }
  // YAML 1.2.2, §5.1, Character Set: c-printable.
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const index = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\uFFFE\uFFFF]/)
  if (index < 0) return undefined
  const code = text.charCodeAt(index).toString(16).padStart(4, '0')
  const line = text.slice(0, index).split('\n').length
  return { line, expected: 'text', found: `the control character U+${code.toUpperCase()}` }
}
