// What the keys of TLS session tickets are derived from. Processes that serve together have the same secret, so
// that a session resumes at any of them. It is replaced in time, and as soon as a session could resume that
// would not begin any more: where a listener or an authority for client certificates is gone.
import { hkdfSync, randomBytes } from 'node:crypto'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'

type Material = Pick<RoutingSnapshot, 'listeners' | 'caBundles'>

/** What was encrypted before can be read for no longer with keys that were stolen. */
const lastsMs = 12 * 60 * 60 * 1_000

export class TicketSecrets {
  readonly #now: () => number
  #secret = randomBytes(32)
  #since: number
  #served: Material = { listeners: [], caBundles: {} }

  /** `now`: milliseconds, never going back. */
  constructor(now = () => performance.now()) {
    this.#now = now
    this.#since = now()
  }

  /** The same object until it is another one. */
  current(): Buffer {
    if (this.#now() - this.#since >= lastsMs) this.#replace()
    return this.#secret
  }

  /** Before the snapshot is served. */
  update(next: Material): void {
    if (isAnyGone(this.#served, next)) this.#replace()
    this.#served = { listeners: next.listeners, caBundles: next.caBundles }
  }

  #replace(): void {
    this.#secret = randomBytes(32)
    this.#since = this.#now()
  }
}

/** As Node takes them: a name, and keys of HMAC and AES, 16 bytes each. `shared`: who may resume each other's. */
export function ticketKeysOf(secret: Buffer, shared: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', shared, 48))
}

function isAnyGone(old: Material, next: Material): boolean {
  if (old.caBundles !== next.caBundles)
    for (const [name, bundle] of Object.entries(old.caBundles))
      if (next.caBundles[name] !== bundle) return true
  if (old.listeners === next.listeners) return false
  const kept = new Set(termsOf(next))
  return termsOf(old).some((terms) => !kept.has(terms))
}

/** On what terms sessions begin: one text for each listener that terminates TLS. */
function termsOf({ listeners }: Material): readonly string[] {
  return listeners.flatMap((listener) => {
    const tls = 'tls' in listener ? listener.tls : undefined
    const { gateway, protocol, address, port } = listener
    return tls ? JSON.stringify([gateway, protocol, address, port, tls.clientValidation]) : []
  })
}
