// What becomes of a request in which nothing moves any more, the same for both protocols: who is waited for
// tells what to say. Given up once, its pipeline answers it; where no answer comes of it, or one had begun
// before, the client's side is cut.
import { GivenUp } from '../words/deadline.ts'
import type { LazySignal } from './lazy-signal.ts'

interface IdleRequest {
  /** Its body is what is waited for. */
  readonly isBodyAwaited: boolean
  readonly gone: LazySignal
  readonly isAnswered: boolean
  /** Bytes of the answer wait for the client to read them. */
  readonly isUnread: boolean
  cut(): void
}

export const tooSlow = (): GivenUp =>
  new GivenUp('body-timeout', 'The client sent its body too slowly')

export function giveUpIdle({ isBodyAwaited, gone, isAnswered, isUnread, cut }: IdleRequest): void {
  const isLast = isAnswered || gone.isAborted
  gone.abort(whyIdle(isBodyAwaited, isUnread))
  if (isLast) cut()
}

export function whyIdle(isBodyAwaited: boolean, isUnread: boolean): GivenUp {
  if (isUnread)
    return new GivenUp('read-timeout', 'The client did not read the answer for too long')
  if (isBodyAwaited)
    return new GivenUp('body-timeout', 'The client did not send its body for too long')
  return new GivenUp('idle-timeout', 'Nothing moved for too long')
}
