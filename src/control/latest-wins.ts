// One piece of work at a time, on the latest value: what came in between is skipped.

export interface LatestWins<T> {
  /** Works on the value at once, or after what is being worked on. */
  push(value: T): void
  /** Forgets what waits; resolves when what is being worked on is done. */
  stop(): Promise<void>
}

/** `work` must not reject: what fails is its own to tell. */
export function createLatestWins<T>(work: (value: T) => Promise<void>): LatestWins<T> {
  let waiting: { readonly value: T } | undefined
  let running: Promise<void> | undefined
  let isStopped = false

  async function run(): Promise<void> {
    while (waiting) {
      const { value } = waiting
      waiting = undefined
      await work(value)
    }
    running = undefined
  }

  return {
    push(value) {
      if (isStopped) return
      waiting = { value }
      running ??= run()
    },
    async stop() {
      isStopped = true
      waiting = undefined
      await running
    },
  }
}
