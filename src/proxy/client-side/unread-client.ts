// A client whose body nobody reads can't be heard: what says that it has gone stands behind what it sent. It is
// asked by writing to it, to which the system of one that has gone answers with a reset.

export interface Asking {
  /** Of being unread, each time. */
  readonly afterMs: number
  ask(): void
}

export class UnreadClient {
  readonly #asking: Asking
  #unreadSince: number | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(asking: Asking) {
    this.#asking = asking
  }

  /** It is not read from now on. */
  pause(): void {
    this.#unreadSince ??= performance.now()
    this.#timer ??= this.#lookIn(this.#asking.afterMs)
  }

  /** It is read. Not the end of a timer: bodies pause a thousand times. */
  resume(): void {
    this.#unreadSince = undefined
  }

  end(): void {
    this.#unreadSince = undefined
    clearTimeout(this.#timer)
  }

  #lookIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timer = undefined
      if (this.#unreadSince === undefined) return
      const { afterMs, ask } = this.#asking
      const leftMs = this.#unreadSince + afterMs - performance.now()
      if (leftMs <= 0) ask()
      this.#timer = this.#lookIn(leftMs > 0 ? Math.ceil(leftMs) : afterMs)
    }, ms)
  }
}
