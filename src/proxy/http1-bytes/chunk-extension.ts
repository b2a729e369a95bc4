// Reads what stands behind the size of a chunk (RFC 9112 §7.1.1), octet by octet, strictly: a reader that is lenient
// here may see the end of the line, and so the next chunk, elsewhere than others do. No spaces, which are "bad" there.
import { equalsSign, fieldValue, octets, semicolon, token } from './octets.ts'

const atName = 0
const inName = 1
const atValue = 2
const inValue = 3
const inQuotes = 4
const afterBackslash = 5
const afterQuotes = 6

const quote = 34
const backslash = 92

export class ChunkExtension {
  #phase = atName

  /** Behind a size. */
  reset(): void {
    this.#phase = atName
  }

  /** Whether the line may end here. */
  get mayEnd(): boolean {
    const phase = this.#phase
    return phase === inName || phase === inValue || phase === afterQuotes
  }

  /** Whether it goes on so. */
  read(octet: number): boolean {
    const phase = this.#phase
    if (phase === inQuotes || phase === afterBackslash) {
      if (phase === inQuotes && octet === quote) this.#phase = afterQuotes
      else this.#phase = phase === inQuotes && octet === backslash ? afterBackslash : inQuotes
      return (octets[octet]! & fieldValue) !== 0
    }
    if (octet === semicolon) {
      const isNext = this.mayEnd
      this.#phase = atName
      return isNext
    }
    if (octet === equalsSign || octet === quote) {
      const isNext = phase === (octet === equalsSign ? inName : atValue)
      this.#phase = octet === equalsSign ? atValue : inQuotes
      return isNext
    }
    this.#phase = phase <= inName ? inName : inValue
    return phase !== afterQuotes && (octets[octet]! & token) !== 0
  }
}
