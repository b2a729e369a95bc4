// What a text must be before a parser looks at it.

/** Larger files are refused: nobody writes them by hand. 5,000 routes are some 4 MB. */
export const mostCharacters = 8 * 1024 * 1024

export interface TextFault {
  readonly line: number
  readonly expected: string
  readonly found: string
}

export function textFault(text: string): TextFault | undefined {
  if (text.length > mostCharacters) {
    const found = `${(text.length / 1024 / 1024).toFixed(1)} MB`
    return { line: 0, expected: 'a file of at most 8 MB (split it)', found }
  }
  // YAML 1.2.2, §5.1, Character Set: c-printable.
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const index = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\uFFFE\uFFFF]/)
  if (index < 0) return undefined
  const code = text.charCodeAt(index).toString(16).padStart(4, '0')
  const line = text.slice(0, index).split('\n').length
  return { line, expected: 'text', found: `the control character U+${code.toUpperCase()}` }
}
