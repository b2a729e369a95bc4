// The secret of TLS session tickets that all workers have: told again when it is another one.
import { TicketSecrets } from '../proxy/tls/ticket-secrets.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'

/** How late another one may be. */
const lookMs = 60_000

export class SharedTickets implements Disposable {
  readonly #secrets = new TicketSecrets()
  readonly #tell: (secret: string) => void
  readonly #timer = setInterval(() => this.#look(), lookMs).unref()
  #told = this.#secrets.current()

  /** `tell` those that have one. */
  constructor(tell: (secret: string) => void) {
    this.#tell = tell
  }

  /** In base64. */
  get current(): string {
    return this.#told.toString('base64')
  }

  /** Before the snapshot is sent. */
  update(snapshot: RoutingSnapshot): void {
    this.#secrets.update(snapshot)
    this.#look()
  }

  #look(): void {
    const secret = this.#secrets.current()
    if (secret === this.#told) return
    this.#told = secret
    this.#tell(this.current)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
