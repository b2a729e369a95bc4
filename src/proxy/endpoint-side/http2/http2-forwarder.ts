// Speaks HTTP/2 to endpoints, on sockets, with prior knowledge (h2c) or over TLS: http-proxy-middleware knows
// HTTP/1.1 only, and would lose trailers, which gRPC can't be without.
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import { connectFailure, failure } from '../../words/failure.ts'
import type { Forwarder, ForwardRequest, ForwardResult } from '../forwarder.ts'
import { attemptHttp2 } from './http2-attempt.ts'
import type { Http2Pools } from './http2-pools.ts'
import type { StreamSlot, SessionPreference } from './http2-session-pool.ts'
import { mayBeSentTwice, mayTakeAnotherConnection } from '../sent-again.ts'
import { untilTold } from '../until-told.ts'

export function createHttp2Forwarder(pools: Http2Pools): Forwarder {
  const attempt = async (
    request: ForwardRequest,
    endpoint: Endpoint,
    wanted: SessionPreference,
  ): Promise<Attempt> => {
    let slot: StreamSlot
    try {
      const lane = pools.of(request.tls)
      const now = wanted === 'any' ? lane.acquireNow(endpoint) : undefined
      slot = now ?? (await unlessAborted(lane.acquire(endpoint, wanted), request.signal))
      if (slot.wasIdle && !mayBeSentTwice(request)) {
        await untilTold()
        if (slot.session.isClosed) {
          slot.release()
          slot = await unlessAborted(lane.acquire(endpoint, 'new'), request.signal)
        }
      }
    } catch (error) {
      const { aborted } = request.signal
      const result = aborted ? failure('aborted', error) : connectFailure(error)
      return { result, isReused: false }
    }
    return { result: await attemptHttp2(request, slot), isReused: slot.isReused }
  }

  return {
    // HTTP/2 has no Upgrade (RFC 9113 §8.6), and a server may always ignore one (RFC 9110 §7.8): such
    // a request is sent as the plain GET that it also is.
    async forward(request, endpoint) {
      if (request.signal.aborted) return failure('aborted', request.signal.reason)
      const { result, isReused } = await attempt(request, endpoint, 'any')
      if (result.type !== 'failure' || !isReused) return result
      // A kept connection that was closing as the request was on its way. The others may be, too.
      if (!mayTakeAnotherConnection(result, request, { isKept: true })) return result
      return (await attempt(request, endpoint, 'new')).result
    },
    keep: pools.keep,
    close: pools.close,
  }
}

/** Rejects with the signal's reason; a slot that comes too late is given back. */
async function unlessAborted(
  acquiring: Promise<StreamSlot>,
  signal: AbortSignal,
): Promise<StreamSlot> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([acquiring, aborted])
  } catch (error) {
    void acquiring.then(
      (slot) => slot.release(),
      () => {},
    )
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

interface Attempt {
  readonly result: ForwardResult
  readonly isReused: boolean
}
