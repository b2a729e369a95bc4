// Speaks HTTP/1.1 to endpoints on sockets. Upgrades are not for it: they go by http1-middleware.
import { failure } from '../../words/failure.ts'
import type { Forwarder } from '../forwarder.ts'
import { headText } from '../outgoing-head.ts'
import type { ConnectionPools } from './connection-pools.ts'
import { DirectAttempt } from './direct-attempt.ts'

export function createDirectForwarder(pools: ConnectionPools): Forwarder {
  return {
    async forward(request, endpoint) {
      if (request.signal.aborted) return failure('aborted', request.signal.reason)
      try {
        const head = headText(request)
        const connections = pools.of(endpoint, request.tls)
        return await new DirectAttempt(request, { head, connections }).result
      } catch (error) {
        return failure('request', error)
      }
    },
    keep: pools.keep,
    close: pools.close,
  }
}
