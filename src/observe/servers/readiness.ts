// Whether traffic should be sent here: only once the first configuration is live, while somebody serves it, and
// no longer when draining.

export interface Readiness {
  state(): 'starting' | 'unserved' | 'ready' | 'draining'
  becomeReady(): void
  /** Whether a worker process serves; without workers it is so. */
  setServed(isServed: boolean): void
  /** For good: a late configuration does not make it ready again. */
  startDraining(): void
}

export function createReadiness(): Readiness {
  let state: 'starting' | 'ready' | 'draining' = 'starting'
  let isServed = true
  return {
    state: () => (state === 'ready' && !isServed ? 'unserved' : state),
    becomeReady() {
      if (state === 'starting') state = 'ready'
    },
    setServed(is) {
      isServed = is
    },
    startDraining() {
      state = 'draining'
    },
  }
}
