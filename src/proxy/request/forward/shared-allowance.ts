// What requests share, and may use up: bytes of bodies that may be sent again, mirrors under way. One client
// address has seven eighths of it at the most, so that slow clients cost others neither retries nor copies.
import { clientSource } from '../../sockets/client-source.ts'
import { limits } from '../../sockets/limits.ts'

/** Of one client. */
export interface ClientAllowance {
  /** Whether there was room for so much. */
  take(amount: number): boolean
  giveBack(amount: number): void
}

export class SharedAllowance {
  readonly #max: number
  readonly #bySource = new Map<string, number>()
  #taken = 0

  constructor(max: number) {
    this.#max = max
  }

  get taken(): number {
    return this.#taken
  }

  of(address: string): ClientAllowance {
    const source = clientSource(address)
    return {
      take: (amount) => this.#take(source, amount),
      giveBack: (amount) => this.#add(source, -amount),
    }
  }

  #take(source: string, amount: number): boolean {
    const ofSource = this.#bySource.get(source) ?? 0
    if (this.#taken + amount > this.#max) return false
    if (ofSource + amount > this.#max * limits.sourceShare) return false
    this.#add(source, amount)
    return true
  }

  #add(source: string, amount: number): void {
    this.#taken += amount
    const left = (this.#bySource.get(source) ?? 0) + amount
    if (left > 0) this.#bySource.set(source, left)
    else this.#bySource.delete(source)
  }
}
