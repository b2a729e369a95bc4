// A client as a case needs one, whatever version of HTTP it speaks.
import type { DifferentialCase } from './case.ts'

export interface DifferentialClient {
  send(one: DifferentialCase): Promise<void>
  /** Notes how the connection is now, and how much came. */
  look(): void
  /** What the case says of its end. */
  finish(one: DifferentialCase): void
  leave(): void
  /** All that came, with how the connection was each time it was looked at. */
  saw(one: DifferentialCase): string
}

export interface ClientPlace {
  readonly address: string
  readonly port: number
}
