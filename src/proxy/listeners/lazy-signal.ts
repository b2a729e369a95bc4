// A signal for those who ask for it: most requests are over before anyone does. A class, as are the
// exchanges: a getter in an object literal gives every object a shape of its own, which V8 keeps, and
// the whole request with it, until its next full collection.

export class LazySignal {
  #controller: AbortController | undefined
  #isAborted = false

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#isAborted) this.#abortNow()
    return this.#controller.signal
  }

  abort(): void {
    this.#isAborted = true
    this.#abortNow()
  }

  #abortNow(): void {
    this.#controller?.abort(new Error('The client went away'))
  }
}
