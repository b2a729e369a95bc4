// Writes header blocks (RFC 7541 §6) that refer to the table that everyone knows and to nothing else: no state,
// nothing that a secret could be guessed by (§7.1), and quick. Texts go as they are, without Huffman's coding.
import { staticIndexOfField, staticIndexOfName } from './static-table.ts'

/** Whose values are secrets: whoever passes them on is not to put them into a table either (§7.1.3). */
const neverIndexed: ReadonlySet<string> = new Set(['authorization', 'cookie', 'set-cookie'])
/** Of a length or an index, at most. */
const integerBytes = 6

/** Bytes that the block of these fields takes at most. */
export function mostBlockBytes(fields: readonly string[]): number {
  let bytes = 0
  for (const text of fields) bytes += text.length + integerBytes
  return bytes
}

/** `fields`: name in lower case, and value, in turns, one byte a character. Returns where the block ends. */
export function encodeFields(fields: readonly string[], into: Buffer, start: number): number {
  let at = start
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i]!
    const value = fields[i + 1]!
    const ofName = staticIndexOfName(name)
    const ofField = staticIndexOfField(ofName, value)
    if (ofField > 0) at = writeInteger(into, at, forms.indexed, ofField)
    else {
      at = writeInteger(into, at, neverIndexed.has(name) ? forms.never : forms.literal, ofName)
      if (ofName === 0) at = writeText(into, at, name)
      at = writeText(into, at, value)
    }
  }
  return at
}

/** §6.3: the table that none of our blocks refers to is empty. */
export const emptyTable = 0x20

function writeText(into: Buffer, start: number, text: string): number {
  const at = writeInteger(into, start, forms.text, text.length)
  return at + into.write(text, at, 'latin1')
}

/** §5.1: the bits before an integer, and how many are left in their byte. */
interface Form {
  readonly pattern: number
  readonly bits: number
}

const forms = {
  indexed: { pattern: 0x80, bits: 7 },
  literal: { pattern: 0, bits: 4 },
  never: { pattern: 0x10, bits: 4 },
  text: { pattern: 0, bits: 7 },
} satisfies Record<string, Form>

function writeInteger(into: Buffer, start: number, { pattern, bits }: Form, value: number): number {
  const most = (1 << bits) - 1
  let at = start
  if (value < most) {
    into[at++] = pattern | value
    return at
  }
  into[at++] = pattern | most
  let rest = value - most
  for (; rest >= 0x80; rest >>>= 7) into[at++] = (rest & 0x7f) | 0x80
  into[at++] = rest
  return at
}
