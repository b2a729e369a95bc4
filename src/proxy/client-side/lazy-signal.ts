// A signal for those who ask for it: most requests are over before anyone does. A class, as are the
// exchanges: a getter in an object literal gives every object a shape of its own, which V8 keeps, and
// the whole request with it, until its next full collection.

export class LazySignal {
  #controller: AbortController | undefined
  #reason: Error | undefined

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#reason) this.#controller.abort(this.#reason)
    return this.#controller.signal
  }

  get isAborted(): boolean {
    return this.#reason !== undefined
  }

  /** The first reason is kept. */
  abort(reason: Error = new Error('The client went away')): void {
    this.#reason ??= reason
    this.#controller?.abort(this.#reason)
  }
}
