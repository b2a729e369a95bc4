// Work by key: at most so many at once, never two of one key, and a key that is added while it is
// worked on is worked on once more.
export interface KeyedQueue {
  add(key: string): void
  /** Drops what waits; resolves when nothing is worked on. */
  close(): Promise<void>
}

/** `work` does not reject. */
export function createKeyedQueue(work: (key: string) => Promise<void>, atOnce: number): KeyedQueue {
  const waiting = new Set<string>()
  const busy = new Map<string, Promise<void>>()
  let isClosed = false

  function startSome(): void {
    for (const key of waiting) {
      if (busy.size >= atOnce) return
      if (busy.has(key)) continue
      waiting.delete(key)
      const done = work(key).finally(() => {
        busy.delete(key)
        startSome()
      })
      busy.set(key, done)
    }
  }

  return {
    add(key) {
      if (isClosed) return
      waiting.add(key)
      startSome()
    },
    async close() {
      isClosed = true
      waiting.clear()
      await Promise.all(busy.values())
    },
  }
}
