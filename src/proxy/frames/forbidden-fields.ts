// Whether a header block (RFC 7541 §6) has a name or a value with characters that none may have. Node's HTTP/2
// leaves such fields out without a word, and "a request … that contains … invalid characters … is malformed"
// (RFC 9113 §8.2.1). Only what is written out is read: what stands for an earlier field was read with that one,
// so that no table is kept.
import { huffmanDecoded } from './huffman.ts'

/** What is no header block is for Node's session to find. */
export function hasForbiddenField(block: Buffer): boolean {
  const reader = new BlockReader(block)
  while (!reader.isOver) {
    const first = block[reader.at]!
    // An indexed field, and a new size of the table.
    if (first >= 0x80) reader.integer(7)
    else if (first >= 0x20 && first < 0x40) reader.integer(5)
    else {
      const index = reader.integer(first >= 0x40 ? 6 : 4)
      if (index === 0 && isForbiddenName(reader.text())) return true
      if (isForbiddenValue(reader.text())) return true
    }
  }
  return false
}

/** Pseudo-headers, and upper case, are judged by Node's session. */
function isForbiddenName(name: string | undefined): boolean {
  return name !== undefined && !name.startsWith(':') && !/^[!#$%&'*+\-.^_`|~0-9a-z]+$/i.test(name)
}

function isForbiddenValue(value: string | undefined): boolean {
  return value !== undefined && /[^\t\x20-\x7e\x80-\xff]|^[ \t]|[ \t]$/.test(value)
}

class BlockReader {
  readonly #block: Buffer
  at = 0

  constructor(block: Buffer) {
    this.#block = block
  }

  get isOver(): boolean {
    return this.at >= this.#block.length
  }

  /** §5.1. One that no block is long enough for ends the reading. */
  integer(prefix: number): number {
    const most = 2 ** prefix - 1
    let value = (this.#block[this.at++] ?? 0) & most
    if (value < most) return value
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#block[this.at++] ?? 0
      value += (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    this.at = this.#block.length
    return 0
  }

  /** §5.2 */
  text(): string | undefined {
    if (this.isOver) return undefined
    const isHuffman = this.#block[this.at]! >= 0x80
    const length = this.integer(7)
    const bytes = this.#block.subarray(this.at, this.at + length)
    this.at += length
    return (isHuffman ? huffmanDecoded(bytes) : bytes)?.toString('latin1')
  }
}
