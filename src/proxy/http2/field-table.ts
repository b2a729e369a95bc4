// FieldBlock that one side of a connection has sent before, the latest first (RFC 7541 §2.3.2). Its size in bytes
// is bounded, so that it is a ring of as many places as the smallest fields could take.
import { staticNames, staticValues } from './static-table.ts'

/** §4.1: what a field costs beside its name and value. */
const overheadBytes = 32
const staticCount = staticNames.length

export class FieldTable {
  readonly #names: string[]
  readonly #values: string[]
  readonly #mostBytes: number
  #maxBytes: number
  #bytes = 0
  #count = 0
  /** Of the latest. */
  #at = 0

  /** `mostBytes`: SETTINGS_HEADER_TABLE_SIZE, what the other side may make of it at most. */
  constructor(mostBytes: number) {
    const places = Math.floor(mostBytes / overheadBytes)
    this.#names = Array.from({ length: places }, () => '')
    this.#values = Array.from({ length: places }, () => '')
    this.#mostBytes = mostBytes
    this.#maxBytes = mostBytes
  }

  /** Undefined: there is no such field. Those that everyone knows come first. */
  nameAt(index: number): string | undefined {
    if (index <= staticCount) return staticNames[index - 1]
    const place = this.#placeOf(index)
    return place < 0 ? undefined : this.#names[place]
  }

  valueAt(index: number): string {
    return (index <= staticCount ? staticValues[index - 1] : this.#values[this.#placeOf(index)])!
  }

  add(name: string, value: string): void {
    const bytes = sizeOf(name, value)
    this.#shrinkTo(this.#maxBytes - bytes)
    // §4.4: one that is larger than the table empties it, and is not kept.
    if (bytes > this.#maxBytes) return
    this.#at = (this.#at + 1) % this.#names.length
    this.#names[this.#at] = name
    this.#values[this.#at] = value
    this.#bytes += bytes
    this.#count++
  }

  /** False where that is more than it may be. */
  resize(bytes: number): boolean {
    if (bytes > this.#mostBytes) return false
    this.#maxBytes = bytes
    this.#shrinkTo(bytes)
    return true
  }

  #placeOf(index: number): number {
    const back = index - staticCount - 1
    if (back >= this.#count) return -1
    const places = this.#names.length
    return (this.#at - back + places) % places
  }

  #shrinkTo(bytes: number): void {
    while (this.#count > 0 && this.#bytes > bytes) {
      const place = this.#placeOf(staticCount + this.#count)
      this.#bytes -= sizeOf(this.#names[place]!, this.#values[place]!)
      this.#names[place] = ''
      this.#values[place] = ''
      this.#count--
    }
  }
}

function sizeOf(name: string, value: string): number {
  return name.length + value.length + overheadBytes
}
