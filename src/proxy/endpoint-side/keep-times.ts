// How long an idle connection to an endpoint is kept: not as long as the endpoint keeps it, lest a request
// be written to one that is just closing. Some endpoints say how long they do (Keep-Alive: timeout=5); of
// the others it is learned from the connections that they close.

/** Below the 5 s after which Node's own and many other servers close an idle connection. */
export const usualMs = 4_000
/** Of what an endpoint says, and of what it was seen to do: a busy one closes late, and reads late as well. */
const shareOfSaid = 0.8
const shareOfSeen = 0.25
/** An endpoint that closes right after an answer is not to be given a new connection for each request. */
const leastKeptMs = 5
/** A request takes about as long to be on its way. */
const leastUnrepeatableMs = 1
/** So that it is forgotten in time: of nothing twice as much is nothing. */
const leastSeenMs = 0.1
/** What was seen counts for less and less, as it may have been an exception: after each of these it is twice as long. */
const doublesAfterMs = 60_000
/** Endpoints come and go, and those that go close their connections. */
const maxSeen = 4_096

export class KeepTimes {
  readonly #seen = new Map<string, { readonly ms: number; readonly at: number }>()
  readonly #now: () => number

  constructor(now = () => performance.now()) {
    this.#now = now
  }

  /** Milliseconds; below 1: not at all. `said` is the Keep-Alive header of its last answer. */
  of(endpoint: string, said: string | undefined): number {
    return Math.min(Math.max(this.#learned(endpoint), leastKeptMs), saidMs(said) * shareOfSaid)
  }

  /** Within that, for requests that can't be sent twice: a new connection costs less than one of them. */
  ofUnrepeatable(endpoint: string): number {
    const ms = this.#learned(endpoint)
    return ms < leastUnrepeatableMs ? 0 : ms
  }

  /** The endpoint closed a connection that had been idle for so long. */
  onClosed(endpoint: string, idleMs: number): void {
    const ms = Math.max(idleMs * shareOfSeen, leastSeenMs)
    if (ms >= this.#learned(endpoint)) return
    this.#seen.delete(endpoint)
    this.#seen.set(endpoint, { ms, at: this.#now() })
    const [oldest = ''] = this.#seen.keys()
    if (this.#seen.size > maxSeen) this.#seen.delete(oldest)
  }

  #learned(endpoint: string): number {
    const seen = this.#seen.get(endpoint)
    if (!seen) return usualMs
    const ms = seen.ms * 2 ** ((this.#now() - seen.at) / doublesAfterMs)
    if (ms < usualMs) return ms
    this.#seen.delete(endpoint)
    return usualMs
  }
}

function saidMs(header: string | undefined): number {
  if (header === undefined) return Infinity
  const [, seconds] = /(?:^|[\s,])timeout\s*=\s*"?(\d+)/i.exec(header) ?? []
  return seconds === undefined ? Infinity : Number(seconds) * 1_000
}
