// What is known of one endpoint from the requests given to it: how many are in flight, and whether it
// is ejected, as an outlier is: one that can't be connected to is chosen no more for a while, a longer one
// each time; the first connection that succeeds ends it.

export interface EndpointState {
  inFlight: number
  /** Ejections in a row. */
  failures: number
  failedAt: number
  ejectedUntil: number
}

export const firstEjectionMs = 1_000
export const longestEjectionMs = 30_000
/** An ejection is longer or shorter by up to this share, lest all proxies come back at once. */
export const ejectionJitter = 0.2

export function newEndpointState(): EndpointState {
  return { inFlight: 0, failures: 0, failedAt: -Infinity, ejectedUntil: -Infinity }
}

export function isEjected(state: EndpointState, now: number): boolean {
  return now < state.ejectedUntil
}

/** Of many requests that fail together only the first counts. */
export function noteFailure(state: EndpointState, now: number, random: () => number): void {
  if (isEjected(state, now)) return
  const ms = Math.min(firstEjectionMs * 2 ** state.failures, longestEjectionMs)
  state.failures += 1
  state.failedAt = now
  state.ejectedUntil = now + ms * (1 + ejectionJitter * (2 * random() - 1))
}

/** A request that was given to it before it failed says nothing of how it is now. */
export function noteSuccess(state: EndpointState, givenAt: number): void {
  if (givenAt < state.failedAt) return
  state.failures = 0
  state.ejectedUntil = -Infinity
}

/** The states of all endpoints in use, by address and port, each as long as it was taken more often than dropped. */
export interface EndpointStates {
  take(identity: string): EndpointState
  drop(identity: string): void
}

export function createEndpointStates(): EndpointStates {
  const entries = new Map<string, { readonly state: EndpointState; holders: number }>()
  return {
    take: (identity) => {
      let entry = entries.get(identity)
      if (!entry) {
        entry = { state: newEndpointState(), holders: 0 }
        entries.set(identity, entry)
      }
      entry.holders += 1
      return entry.state
    },
    drop: (identity) => {
      const entry = entries.get(identity)
      if (!entry) return
      entry.holders -= 1
      if (entry.holders === 0) entries.delete(identity)
    },
  }
}
