// Why a file is not read, found before its text is.
import { megabytes } from '../parse/reading-limits.ts'

export interface FaultWords {
  readonly expected: string
  readonly found: string
}

export class FileFault extends Error {
  readonly words: FaultWords

  constructor(words: FaultWords) {
    super(`expected ${words.expected}, found ${words.found}`)
    this.words = words
  }
}

/** Sizes in bytes or characters. */
export function tooLarge(size: number, mostInFile: number): FaultWords {
  const most = Math.round(mostInFile / 1024 / 1024)
  return {
    expected: `a file of at most ${most} MB (split it)`,
    found: megabytes(size),
  }
}

/** Windows PowerShell writes UTF-16 where `>` follows `kubectl get`. */
export function wrongEncoding(bytes: Uint8Array): FaultWords {
  const [first, second] = bytes
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  return { expected: 'UTF-8 text', found: isUtf16 ? 'UTF-16; save it as UTF-8' : wrongByte(bytes) }
}

/** The first of a character that is none; a search, since a decoder only says whether there is one. */
function wrongByte(bytes: Uint8Array): string {
  let [read, bad] = [0, bytes.length]
  while (read < bad) {
    const middle = Math.ceil((read + bad) / 2)
    if (textOf(bytes.subarray(0, middle)) === undefined) bad = middle - 1
    else read = middle
  }
  const whole = Buffer.byteLength(textOf(bytes.subarray(0, read)) ?? '')
  const line = bytes.subarray(0, whole).filter((byte) => byte === 0x0a).length + 1
  return `the byte 0x${(bytes[whole] ?? 0).toString(16).padStart(2, '0')} in line ${line}`
}

/** As far as characters are whole; undefined: not UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return decoder.decode(bytes, { stream: true })
  } catch {
    return undefined
  }
}
