// One request of an HTTP/1.1 connection is served at a time: its answers go out in order anyway, and
// 20,000 pipelined requests in one segment must not become 20,000 requests to endpoints.

export class Http1Turns {
  readonly #most: number
  /** Once there was one: few clients send requests ahead. */
  #waiting: (() => void)[] | undefined
  #isBusy = false

  constructor(most: number) {
    this.#most = most
  }

  get isIdle(): boolean {
    return !this.#isBusy
  }

  /** Whether there is another one behind the one that is served. */
  get isLast(): boolean {
    return !this.#waiting?.length
  }

  /** Starts it now or when its turn comes; false where too many wait. */
  take(start: () => void): boolean {
    if (this.#isBusy) {
      const waiting = (this.#waiting ??= [])
      return waiting.length < this.#most && waiting.push(start) > 0
    }
    this.#isBusy = true
    start()
    return true
  }

  /** The one that was served is over. */
  next(): void {
    const start = this.#waiting?.shift()
    this.#isBusy = start !== undefined
    start?.()
  }

  /** Those that wait are not served any more. */
  drop(): void {
    this.#waiting = undefined
  }
}
