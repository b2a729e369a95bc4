// Characters that nobody sees, and that change what a text of YAML means: a carriage return that no line feed
// follows, which ends a line for kubectl, and a comment with it; and a byte order mark inside of a text, which
// files that were put together have.

export interface UnseenFault {
  readonly line: number
  readonly expected: string
  readonly found: string
}

/** Of YAML: in JSON it is white space. */
export function returnAlone(text: string): UnseenFault | undefined {
  return faultAt(text, text.search(/\r(?!\n)/), {
    expected: 'lines that end with a line feed (LF or CR LF)',
    found: 'a carriage return (CR) alone',
  })
}

/** Asked of a text that is no YAML. */
export function markInside(text: string): UnseenFault | undefined {
  return faultAt(text, text.indexOf('\uFEFF'), {
    expected: 'no byte order mark (U+FEFF) inside a text',
    found: 'one; remove it, or save the files without it before they are put together',
  })
}

/** Its line counts from 1. */
function faultAt(text: string, index: number, words: Omit<UnseenFault, 'line'>) {
  return index < 0 ? undefined : { line: text.slice(0, index).split('\n').length, ...words }
}
