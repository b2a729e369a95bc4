// Whether traffic should be sent here: only once the first configuration is live, and no longer when
// draining.

export interface Readiness {
  state(): 'starting' | 'ready' | 'draining'
  becomeReady(): void
  /** For good: a late configuration does not make it ready again. */
  startDraining(): void
}

export function createReadiness(): Readiness {
  let state: ReturnType<Readiness['state']> = 'starting'
  return {
    state: () => state,
    becomeReady() {
      if (state === 'starting') state = 'ready'
    },
    startDraining() {
      state = 'draining'
    },
  }
}
