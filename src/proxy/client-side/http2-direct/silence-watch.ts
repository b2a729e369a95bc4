// What becomes of a connection, and of its streams, on which nothing moves: one look at all of them now and then,
// and no timer for each.
import { http2Code } from '../../frames/http2-codes.ts'
import type { Http2Session } from '../../http2/session.ts'
import type { Http2Stream } from '../../http2/stream.ts'
import type { Limits } from '../../sockets/limits.ts'
import type { RequestHead } from '../../words/exchange.ts'
import { isGrpc } from '../../words/grpc-request.ts'

type Times = Pick<Limits, 'headTimeoutMs' | 'idleMs' | 'keepAliveMs' | 'pingAnswerMs'>

export interface WatchedRequest {
  readonly request: Pick<RequestHead, 'headers'>
  /** Whether it may be silent for as long as its client is there. */
  readonly isIdleOfRule: boolean
  /** Nothing moved in it for too long. */
  giveUpIdle(): void
}

export class SilenceWatch {
  readonly #session: Http2Session
  readonly #times: Times
  readonly #onIdle: () => void
  /** By stream; of one that was refused there is none. */
  readonly #requests = new Map<number, WatchedRequest>()
  /** When its last stream was over. */
  #restsSince = performance.now()
  /** How long it may rest: a client that opens a connection has a first request. */
  #mayRestMs: number
  #timer: NodeJS.Timeout
  #isAsking = false

  constructor(session: Http2Session, times: Times, onIdle: () => void) {
    this.#session = session
    this.#times = times
    this.#onIdle = onIdle
    this.#mayRestMs = times.headTimeoutMs
    this.#timer = setTimeout(this.#look, times.headTimeoutMs)
  }

  onOpened(stream: Http2Stream): void {
    stream.movedAt = performance.now()
    if (this.#mayRestMs === this.#times.keepAliveMs) return
    this.#mayRestMs = this.#times.keepAliveMs
    this.#lookIn(0)
  }

  watch({ id }: Http2Stream, request: WatchedRequest): void {
    this.#requests.set(id, request)
  }

  onClosed(id: number): void {
    this.#requests.delete(id)
    if (this.#session.size === 0) this.#restsSince = performance.now()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#requests.clear()
  }

  readonly #look = (): void => {
    const now = performance.now()
    const { idleMs } = this.#times
    if (this.#session.size === 0) {
      const leftMs = this.#mayRestMs - (now - this.#restsSince)
      // A stream that is opened meanwhile may be silent for as long as any.
      return leftMs > 0 ? this.#lookIn(Math.min(leftMs, idleMs)) : this.#onIdle()
    }
    let nextMs = Math.min(idleMs, this.#mayRestMs)
    for (const stream of this.#session.streams()) {
      const leftMs = idleMs - (now - stream.movedAt)
      if (leftMs > 0) nextMs = Math.min(nextMs, leftMs)
      else this.#onSilent(stream, now)
    }
    this.#lookIn(nextMs)
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#look, Math.ceil(ms))
  }

  /**
   * Of a call of gRPC that is silent, and not held up by a client that does not read, the client is asked; so
   * is that of a request whose rule has limits of its own.
   */
  #onSilent(stream: Http2Stream, now: number): void {
    const watched = this.#requests.get(stream.id)
    if (!watched) return void stream.giveUp(http2Code.INTERNAL_ERROR)
    const mayBeSilent = isGrpc(watched.request.headers) && !stream.isHeldUp
    if (mayBeSilent || watched.isIdleOfRule) return this.#ask()
    stream.movedAt = now
    watched.giveUpIdle()
  }

  /** One ping for all that are silent. */
  #ask(): void {
    if (this.#isAsking) return
    this.#isAsking = true
    const askedAt = performance.now()
    let isOver = false
    const onOver = (isAlive: boolean) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      this.#isAsking = false
      for (const stream of this.#session.streams()) {
        if (stream.movedAt > askedAt - this.#times.idleMs) continue
        if (isAlive) stream.movedAt = performance.now()
        else stream.giveUp(http2Code.INTERNAL_ERROR)
      }
    }
    const timer = setTimeout(() => onOver(false), this.#times.pingAnswerMs)
    this.#session.ping(onOver)
  }
}
