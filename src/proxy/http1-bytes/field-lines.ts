// Reads header lines, or trailers, as they come: strictly (RFC 9112 §5), and going on at the octet where it
// stopped, so that a head which comes byte by byte costs no more than one that comes whole.
import type { HeaderList } from '../words/exchange.ts'
import { carriageReturn, colon, fieldValue, lineFeed, octets, space, tab, token } from './octets.ts'

/** More comes: the end is not there yet. */
export const incomplete = -1
/** It is no list of lines, or a longer one than is read. */
export const malformed = -2

/** Numbers in `offsets` for each line: where name and value start and end, and a number for its reader. */
export const lineSlots = 5

const atLine = 0
const inName = 1
const beforeValue = 2
const inValue = 3
const afterValue = 4
const afterLast = 5

export class FieldLines {
  count = 0
  /** Relative to the `origin` of read(): name start, name end, value start, value end, kind (0). */
  offsets = new Int32Array(16 * lineSlots)
  readonly #maxCount: number
  #phase = atLine
  #at = 0

  constructor(maxCount: number) {
    this.#maxCount = maxCount
  }

  /** The first line starts `at` octets after the origin. */
  reset(at: number): void {
    this.count = 0
    this.#phase = atLine
    this.#at = at
  }

  /**
   * Reads on to `end`. What was read before is still there, at the same distance from `origin`. Where the lines
   * end, the empty one included; else `incomplete` or `malformed`.
   */
  read(bytes: Uint8Array, origin: number, end: number): number {
    let at = origin + this.#at
    let slot = this.count * lineSlots
    let phase = this.#phase
    while (at < end) {
      if (phase === atLine) {
        if (bytes[at] === carriageReturn) {
          phase = afterLast
          at++
          continue
        }
        if (this.count === this.#maxCount) return malformed
        if (slot === this.offsets.length) this.#grow()
        this.offsets[slot] = at - origin
        phase = inName
      }
      if (phase === inName) {
        while (at < end && (octets[bytes[at]!]! & token) !== 0) at++
        if (at === end) break
        // A line that starts with a space goes on with the one before it: never read so (RFC 9112 §5.2).
        if (bytes[at] !== colon || at - origin === this.offsets[slot]) return malformed
        this.offsets[slot + 1] = at - origin
        phase = beforeValue
        at++
      }
      if (phase === beforeValue) {
        while (at < end && isBlank(bytes[at]!)) at++
        if (at === end) break
        this.offsets[slot + 2] = at - origin
        phase = inValue
      }
      if (phase === inValue) {
        while (at < end && (octets[bytes[at]!]! & fieldValue) !== 0) at++
        if (at === end) break
        if (bytes[at] !== carriageReturn) return malformed
        let last = at
        while (last - origin > this.offsets[slot + 2]! && isBlank(bytes[last - 1]!)) last--
        this.offsets[slot + 3] = last - origin
        this.offsets[slot + 4] = 0
        phase = afterValue
        at++
        continue
      }
      if (bytes[at++] !== lineFeed) return malformed
      if (phase === afterLast) return at
      this.count++
      slot += lineSlots
      phase = atLine
    }
    this.#at = at - origin
    this.#phase = phase
    return incomplete
  }

  #grow(): void {
    const larger = new Int32Array(this.offsets.length * 2)
    larger.set(this.offsets)
    this.offsets = larger
  }
}

function isBlank(octet: number): boolean {
  return octet === space || octet === tab
}

/** What the lines say, as they were written. */
export function pairsOfLines(
  { count, offsets }: FieldLines,
  bytes: Buffer,
  origin: number,
): HeaderList {
  const pairs: [string, string][] = []
  if (count === 0) return pairs
  const from = offsets[0]!
  const text = bytes.toString('latin1', origin + from, origin + offsets[count * lineSlots - 2]!)
  for (let slot = 0; slot < count * lineSlots; slot += lineSlots)
    pairs.push([
      text.slice(offsets[slot]! - from, offsets[slot + 1]! - from),
      text.slice(offsets[slot + 2]! - from, offsets[slot + 3]! - from),
    ])
  return pairs
}
