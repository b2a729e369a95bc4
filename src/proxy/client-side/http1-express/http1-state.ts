// How far the end of an HTTP/1.x connection has come. Its two directions end apart from each other, so the
// state is one value for each; both only move on, and only here. (One value for both would have nine cases.)
import type { Http1Turns } from './http1-turns.ts'

export interface Http1State {
  incoming: Incoming
  outgoing: Outgoing
}

export type Incoming =
  | 'open'
  /** The client sends nothing more. */
  | 'ended'
  /** More requests came than may wait: nothing more is read; those that wait are answered. */
  | 'full'

export type Outgoing =
  | 'open'
  /** No further request is taken; the connection closes behind the answer of the last one. */
  | 'ending'
  /** The last word was said. */
  | 'refused'

export const openState: Readonly<Http1State> = { incoming: 'open', outgoing: 'open' }

export function clientEnded(state: Http1State): void {
  if (state.incoming === 'open') state.incoming = 'ended'
}

export function tooManyWait(state: Http1State): void {
  state.incoming = 'full'
}

/** "close" was said, or is to be said. */
export function takesNoMore(state: Http1State): void {
  if (state.outgoing === 'open') state.outgoing = 'ending'
}

export function lastWordSaid(state: Http1State): void {
  state.outgoing = 'refused'
}

export function mayTakeRequest({ incoming, outgoing }: Http1State): boolean {
  return outgoing === 'open' && incoming !== 'full'
}

/** Whether the connection closes behind the answer that is being made. */
export function isLastAnswer(
  { incoming, outgoing }: Http1State,
  { isLast }: Pick<Http1Turns, 'isLast'>,
): boolean {
  return outgoing !== 'open' || (incoming !== 'open' && isLast)
}
