// Characters that nobody sees, and that break a text of YAML: a byte order mark inside it, which files that
// were put together have, and a carriage return that is no end of a line with a line feed after it.

export interface UnseenFault {
  readonly line: number
  readonly expected: string
  readonly found: string
}

/** Asked of a text that is no YAML. Its line counts from 1. */
export function unseenFault(text: string): UnseenFault | undefined {
  const index = text.search(/\uFEFF|\r(?!\n)/)
  if (index < 0) return undefined
  const line = text.slice(0, index).split('\n').length
  return { line, ...(text[index] === '\r' ? returnWords : markWords) }
}

/** Its lines end as those of old Macintoshes: kubectl sees no `---` in it, and a first comment is the whole. */
export function returnsAlone(text: string): UnseenFault | undefined {
  const isJson = /^\s*[{[]/.test(text)
  if (isJson || text.trimEnd().includes('\n') || !text.trim().includes('\r')) return undefined
  return { line: 1, ...returnWords }
}

const returnWords = {
  expected: 'lines that end with a line feed (LF or CR LF)',
  found: 'a carriage return (CR) alone',
} as const

const markWords = {
  expected: 'no byte order mark (U+FEFF) inside a text',
  found: 'one; remove it, or save the files without it before they are put together',
} as const
