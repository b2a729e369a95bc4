// How much of a body is read before an endpoint is asked, so that a slow client holds no connection of one: so much of
// each body, and so much of all of them together.
import type { ClientAllowance } from '../../request/forward/shared-allowance.ts'

export class AheadRoom {
  readonly #mostBytes: number
  readonly #allowance: ClientAllowance
  #counted = 0

  constructor(mostBytes: number, allowance: ClientAllowance) {
    this.#mostBytes = mostBytes
    this.#allowance = allowance
  }

  /** Whether more may be read of a body of which there are so many bytes. */
  hasRoomBehind(bytes: number): boolean {
    const more = bytes - this.#counted
    if (more > 0 && !this.#allowance.take(more)) return false
    this.#counted = bytes
    return bytes < this.#mostBytes
  }

  /** Its bytes are kept no more. */
  giveBack(): void {
    if (this.#counted > 0) this.#allowance.giveBack(this.#counted)
    this.#counted = 0
  }
}
