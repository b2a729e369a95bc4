// Looks at the first bytes of a connection to decide who reads it, and puts them back. They may come
// in any number of pieces, or never.
import type { Socket } from 'node:net'
import { GrowingBuffer } from '../words/growing-buffer.ts'

/** What `look` answers: what was found, or how many bytes it takes to go on. */
export type LookResult<Found> = { readonly found: Found } | { readonly needs: number }

/** What became of it; in every case but `found` the socket is the caller's to close. */
export type FirstBytes<Found> =
  | { readonly type: 'found'; readonly found: Found }
  | { readonly type: 'timeout'; readonly received: number }
  | { readonly type: 'closed' }

/**
 * Resolves once `look` has decided. The socket is paused then, with all that was read back in it. It
 * is called with all bytes so far, and how many of them it has seen before.
 */
export function lookAtFirstBytes<Found>(
  socket: Socket,
  timeoutMs: number,
  look: (bytes: Buffer, seen: number) => LookResult<Found>,
): Promise<FirstBytes<Found>> {
  return new Promise((resolve) => {
    const kept = new GrowingBuffer()
    let seen = 0
    let needs = 1
    const onData = (chunk: Buffer) => {
      // A copy of the usual one piece would lie between what stays, and keep its page.
      const bytes = kept.length === 0 ? chunk : kept.append(chunk)
      const answer = bytes.length < needs ? { needs } : look(bytes, seen)
      if ('needs' in answer) {
        if (bytes.length >= needs) seen = bytes.length
        needs = answer.needs
        if (kept.length === 0) kept.append(chunk)
        return
      }
      settle({ type: 'found', found: answer.found })
      socket.pause()
      socket.unshift(bytes)
    }
    const onEnd = () => settle({ type: 'closed' })
    const timer = setTimeout(() => settle({ type: 'timeout', received: kept.length }), timeoutMs)
    const settle = (outcome: FirstBytes<Found>) => {
      clearTimeout(timer)
      socket.off('data', onData).off('end', onEnd).off('close', onEnd)
      resolve(outcome)
    }
    socket.on('data', onData).on('end', onEnd).on('close', onEnd)
  })
}
