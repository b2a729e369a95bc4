// Reads header blocks (RFC 7541 §6): one for each direction of a connection, as each block may refer to fields
// of those before it.
import { huffmanDecoded } from '../frames/huffman.ts'
import { FieldTable } from './field-table.ts'

/** Of a field: what a list of them counts beside name and value (RFC 9113 §6.5.2). */
const overheadBytes = 32
/** The default of SETTINGS_HEADER_TABLE_SIZE, which we leave as it is. */
const tableBytes = 4096

export type DecodedBlock =
  /** Name and value in turns; `isTooLarge`: there were more than are kept. */
  | { readonly type: 'fields'; readonly fields: readonly string[]; readonly isTooLarge: boolean }
  /** COMPRESSION_ERROR: no block after it can be read. */
  | { readonly type: 'broken' }

export class FieldDecoder {
  readonly #table = new FieldTable(tableBytes)
  readonly #maxListBytes: number
  #block: Buffer = Buffer.alloc(0)
  #at = 0
  #end = 0
  #isBroken = false

  /** `maxListBytes`: of a list of fields that is larger than this the rest is left out. */
  constructor(maxListBytes: number) {
    this.#maxListBytes = maxListBytes
  }

  decode(block: Buffer, start = 0, end = block.length): DecodedBlock {
    this.#block = block
    this.#at = start
    this.#end = end
    const fields: string[] = []
    let bytes = 0
    // §4.2: the table may be resized at the beginning of a block, twice at most.
    let resizes = 0
    while (this.#at < this.#end) {
      const first = block[this.#at]!
      if (first >= 0x20 && first < 0x40) {
        if (fields.length > 0 || ++resizes > 2 || !this.#table.resize(this.#integer(5)))
          return broken
        continue
      }
      const index = first >= 0x80 ? this.#integer(7) : this.#integer(first >= 0x40 ? 6 : 4)
      const name = index > 0 || first >= 0x80 ? this.#table.nameAt(index) : this.#text()
      const value = first >= 0x80 ? name && this.#table.valueAt(index) : this.#text()
      if (name === undefined || value === undefined || this.#isBroken) return broken
      if (first >= 0x40 && first < 0x80) this.#table.add(name, value)
      bytes += name.length + value.length + overheadBytes
      if (bytes <= this.#maxListBytes) fields.push(name, value)
    }
    return { type: 'fields', fields, isTooLarge: bytes > this.#maxListBytes }
  }

  /** §5.1. More than four bytes behind the first are none that anyone needs. */
  #integer(prefix: number): number {
    const most = (1 << prefix) - 1
    let value = this.#block[this.#at++]! & most
    if (value < most) return value
    for (let shift = 0; shift <= 21 && this.#at < this.#end; shift += 7) {
      const byte = this.#block[this.#at++]!
      value += (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    this.#isBroken = true
    return 0
  }

  /** §5.2 */
  #text(): string | undefined {
    if (this.#at >= this.#end) return undefined
    const isHuffman = this.#block[this.#at]! >= 0x80
    const length = this.#integer(7)
    const start = this.#at
    if (length > this.#end - start) return undefined
    this.#at = start + length
    if (isHuffman) return huffmanDecoded(this.#block.subarray(start, this.#at))?.toString('latin1')
    return this.#block.toString('latin1', start, this.#at)
  }
}

const broken: DecodedBlock = { type: 'broken' }
