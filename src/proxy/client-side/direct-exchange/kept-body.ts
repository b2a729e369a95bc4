// What an endpoint was sent of a body, as long as it may have to be sent again.
import type { ClientAllowance } from '../../request/forward/shared-allowance.ts'
import { maxKeptBytes } from '../../request/retry/retry-body.ts'
import { GrowingBuffer } from '../../words/growing-buffer.ts'

export class KeptBody {
  /** Of what comes after `first`; undefined: that is not kept. */
  readonly #allowance: ClientAllowance | undefined
  readonly #first: Buffer
  #more: GrowingBuffer | undefined
  #counted = 0
  /** Nothing was sent that is not kept. */
  isWhole = true

  constructor(first: Buffer, allowance: ClientAllowance | undefined) {
    this.#first = first
    this.#allowance = allowance
    if (allowance && first.length > maxKeptBytes) this.isWhole = false
  }

  /** All of it so far. */
  get bytes(): Buffer {
    return this.#more === undefined ? this.#first : this.#more.bytes
  }

  add(bytes: Buffer): void {
    if (!this.isWhole || bytes.length === 0) return
    const length = this.bytes.length + bytes.length
    const more = length - this.#counted
    const mayBeKept = length <= maxKeptBytes && this.#allowance?.take(more) === true
    if (!mayBeKept) return this.forget()
    this.#counted = length
    if (this.#more === undefined) {
      this.#more = new GrowingBuffer()
      this.#more.add(this.#first)
    }
    this.#more.add(bytes)
  }

  /** It is not sent again. */
  forget(): void {
    this.isWhole = false
    this.#more = undefined
    if (this.#counted > 0) this.#allowance?.giveBack(this.#counted)
    this.#counted = 0
  }
}
