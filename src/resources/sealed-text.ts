// Text that must not be seen: every way of printing it says [redacted]; only reveal() gives it away.
import { inspect } from 'node:util'

const redacted = '[redacted]'

export class SealedText {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself, for whoever has to use it (a TLS context). */
  reveal(): string {
    return this.#text
  }

  equals(other: SealedText): boolean {
    return this.#text === other.#text
  }

  toJSON(): string {
    return redacted
  }

  toString(): string {
    return redacted
  }

  [inspect.custom](): string {
    return redacted
  }
}
