// Reads the client's body for an endpoint. Node's own ways do not fit: pipe() ends the sink as if the body were
// complete when it was cut, and pipeline() destroys the client's body when the endpoint goes away, which takes
// the client's connection with it before it could be told 502.
import type { Readable } from 'node:stream'

export interface BodyTaker {
  /** False: no more before resume(). */
  take(chunk: Buffer): boolean
  /** All of it was taken. */
  onWhole(): void
  /** It failed, or was cut, or is not as long as was said. */
  onCut(error: Error): void
}

/** Reads at once, and until stop() or one of the two ends. */
export class BodyFeed {
  readonly #body: Readable
  readonly #length: number | undefined
  readonly #taker: BodyTaker
  #fed = 0
  #isOver = false

  /** A byte more than `length`, where that is given, would be the endpoint's next request. */
  constructor(body: Readable, length: number | undefined, taker: BodyTaker) {
    this.#body = body
    this.#length = length
    this.#taker = taker
    if (body.readableEnded) this.#onEnd()
    else if (body.destroyed) this.#onClose()
    else {
      body.on('error', this.#onError).on('close', this.#onClose).on('end', this.#onEnd)
      body.on('data', this.#onData)
      // A body that was paused before stays so in spite of a listener for 'data'.
      body.resume()
    }
  }

  pause(): void {
    if (!this.#isOver) this.#body.pause()
  }

  resume(): void {
    if (!this.#isOver) this.#body.resume()
  }

  /** The rest of the body is left unread. */
  stop(): void {
    if (this.#isOver) return
    this.#isOver = true
    const body = this.#body
    body.off('data', this.#onData).off('end', this.#onEnd)
    body.off('error', this.#onError).off('close', this.#onClose)
    body.pause()
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#fed += chunk.length
    if (this.#length !== undefined && this.#fed > this.#length)
      this.#onError(new Error('The request body is too long'))
    else if (!this.#taker.take(chunk)) this.#body.pause()
  }

  readonly #onEnd = (): void => {
    if (this.#length !== undefined && this.#fed !== this.#length)
      return this.#onError(new Error('The request body is too short'))
    this.stop()
    this.#taker.onWhole()
  }

  readonly #onClose = (): void =>
    this.#onError(this.#body.errored ?? new Error('The request body was cut'))

  readonly #onError = (error: Error): void => {
    this.stop()
    this.#taker.onCut(error)
  }
}
