// Whether the client of a silent connection is still there: it is asked by a PING.
import type { ServerHttp2Session } from 'node:http2'

export class SignOfLife {
  readonly #session: ServerHttp2Session
  readonly #limitMs: number
  #asked: Promise<boolean> | undefined

  /** An answer that takes longer than `limitMs` is none. */
  constructor(session: ServerHttp2Session, limitMs: number) {
    this.#session = session
    this.#limitMs = limitMs
  }

  /** One ping for all who ask meanwhile. */
  isAlive(): Promise<boolean> {
    this.#asked ??= this.#ping().finally(() => {
      this.#asked = undefined
    })
    return this.#asked
  }

  #ping(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), this.#limitMs)
      const answer = (error: Error | null) => {
        clearTimeout(timer)
        resolve(error === null)
      }
      if (this.#session.destroyed) answer(new Error('The connection is over'))
      else this.#session.ping(answer)
    })
  }
}
