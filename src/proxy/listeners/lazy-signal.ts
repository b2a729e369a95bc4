// A signal for those who ask for it: most requests are over before anyone does.

export interface LazySignal {
  readonly signal: AbortSignal
  abort(): void
}

export function lazySignal(): LazySignal {
  let controller: AbortController | undefined
  let isAborted = false
  return {
    get signal() {
      controller ??= new AbortController()
      if (isAborted) controller.abort(new Error('The client went away'))
      return controller.signal
    },
    abort() {
      isAborted = true
      controller?.abort(new Error('The client went away'))
    },
  }
}
