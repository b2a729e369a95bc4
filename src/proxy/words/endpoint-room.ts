// The descriptors that are left for connections to endpoints. Those that no request uses are kept for the next
// one, and close, the one that was left first before the others, as soon as requests, streams and sessions
// need their room: else idle connections to many endpoints would lock out clients.

export interface EndpointBounds {
  /** Connections to endpoints in all. */
  readonly all: number
  /** Copies of requests under way; each has a connection of its own. */
  readonly mirrors: number
}

export class EndpointRoom {
  #bounds: EndpointBounds = { all: Infinity, mirrors: Infinity }
  #inUse = () => 0
  #mirrors = 0
  /** How each is closed. */
  readonly #kept = new Map<object, () => void>()

  /** `inUse`: what requests, streams and sessions may have of it now. */
  boundBy(bounds: EndpointBounds, inUse: () => number): void {
    this.#bounds = bounds
    this.#inUse = inUse
  }

  /** No request uses it any more; false where there is no room to keep it, and it was closed. */
  keep(connection: object, close: () => void): boolean {
    this.#kept.delete(connection)
    this.#kept.set(connection, close)
    this.fit()
    return this.#kept.has(connection)
  }

  /** A request uses it, or it is closed. */
  release(connection: object): void {
    this.#kept.delete(connection)
  }

  /** Something that needs a connection begins. */
  fit(): void {
    const room = this.#bounds.all - this.#inUse() - this.#mirrors
    if (this.#kept.size <= room) return
    for (const [connection, close] of this.#kept) {
      if (this.#kept.size <= room) return
      this.#kept.delete(connection)
      close()
    }
  }

  /** False where as many copies are under way as may be. */
  beginMirror(): boolean {
    if (this.#mirrors >= this.#bounds.mirrors) return false
    this.#mirrors++
    this.fit()
    return true
  }

  endMirror(): void {
    this.#mirrors--
  }
}
