// How long things take on one client's connection: looked at now and then for all connections together, as a timer
// for each request would cost more than many requests.
import type { Socket } from 'node:net'
import type { Limits } from '../../sockets/limits.ts'
import type { GivenUp } from '../../words/deadline.ts'
import { BodyPace } from '../body-pace.ts'
import { whyIdle } from '../idle-request.ts'

export class ClientWatch {
  readonly #limits: Limits
  readonly #onSlowBody: () => void
  /** Since the connection was opened, or its first byte of a head came. */
  #headSince: number
  #movedAt: number
  /** Since the last look: to ask for the time at each byte costs more. */
  #hasMoved = false
  #pace: BodyPace | undefined
  #aheadSince = 0
  #unreadSince: number | undefined
  #askedAt = 0
  #writtenAt = 0
  #written = 0

  constructor(limits: Limits, onSlowBody: () => void) {
    this.#limits = limits
    this.#onSlowBody = onSlowBody
    this.#movedAt = performance.now()
    this.#headSince = this.#movedAt
  }

  /** A byte crossed, either way. */
  moved(): void {
    this.#hasMoved = true
  }

  startHead(): void {
    this.#headSince = performance.now()
  }

  isHeadLate(now: number): boolean {
    return now - this.#headSince > this.#limits.headTimeoutMs
  }

  /** At each sweep: what moved since the last one counts as just moved. */
  look(now: number): void {
    if (this.#hasMoved) this.#movedAt = now
    this.#hasMoved = false
  }

  restsForMs(now: number): number {
    return now - this.#movedAt
  }

  /** A body is read before an endpoint is asked. */
  startAhead(): void {
    this.#aheadSince = performance.now()
  }

  /** One of unknown length: its client may wait for an answer to what it sent, or send without end. */
  isAheadOver(now: number): boolean {
    const { readAheadRestMs, readAheadMs } = this.#limits
    return this.restsForMs(now) > readAheadRestMs || now - this.#aheadSince > readAheadMs
  }

  /** The client is waited for: it has to send fast enough (body-pace.ts). */
  awaitBody(): void {
    this.#pace ??= new BodyPace(this.#limits, this.#onSlowBody)
    this.#pace.wait()
  }

  pauseBody(): void {
    this.#pace?.pause()
  }

  addBody(bytes: number): void {
    this.#pace?.add(bytes)
  }

  endBody(): void {
    this.#pace?.end()
    this.#pace = undefined
  }

  /** Where nothing moved for too long. */
  idleFor(now: number, isBodyAwaited: boolean, isUnread: boolean): GivenUp | undefined {
    if (this.restsForMs(now) <= this.#limits.idleMs) return undefined
    this.#movedAt = now
    return whyIdle(isBodyAwaited, isUnread)
  }

  /** Whether a client whose body is not read is to be asked if it is there: it cannot be heard (unread-client.ts). */
  lookAtUnread(now: number, isUnread: boolean): boolean {
    this.#unreadSince = isUnread ? (this.#unreadSince ?? now) : undefined
    if (now - (this.#unreadSince ?? now) < this.#limits.halfClosedProbeMs) return false
    this.#unreadSince = now
    return true
  }

  /** The client closed its side and waits for its answer, or is gone: TCP tells both alike. */
  startHalfClosed(stream: Socket): void {
    this.#askedAt = performance.now()
    this.#writtenAt = this.#askedAt
    this.#written = stream.bytesWritten
  }

  /** As half-closed.ts does it: asked by interim answers; where none can be written it ends after a while. */
  lookAtHalfClosed(now: number, stream: Socket, isAnswered: boolean): 'ask' | 'gone' | undefined {
    if (now - this.#askedAt < this.#limits.halfClosedProbeMs) return undefined
    this.#askedAt = now
    if (!isAnswered || stream.bytesWritten !== this.#written || stream.writableLength > 0) {
      this.#written = stream.bytesWritten
      this.#writtenAt = now
    } else if (now - this.#writtenAt > this.#limits.halfClosedMs) return 'gone'
    return isAnswered ? undefined : 'ask'
  }
}
