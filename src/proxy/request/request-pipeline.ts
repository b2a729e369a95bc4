// What happens to a request, from its head to its line in the access log. A request goes by the
// snapshot that was live when it began, whatever is applied meanwhile.
import type { Observer } from '../../observe/log/observer.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { AccessNotes } from './answer/access-notes.ts'
import { type Balancer, createBalancer } from '../balancing/balancer.ts'
import { createConnectionPools } from '../endpoint-side/http1-direct/connection-pools.ts'
import { usualKeepalive } from '../endpoint-side/http2/http2-keepalive.ts'
import { createHttp2Pools } from '../endpoint-side/http2/http2-pools.ts'
import type { DirectParts } from './direct-parts.ts'
import { type Http1Way, usualHttp1Way } from '../words/http1-way.ts'
import { EndpointRoom } from '../words/endpoint-room.ts'
import type { Pipeline } from '../words/exchange.ts'
import { answerWithoutRule, endsConnection, findRule } from './find-rule.ts'
import { isCurrent } from '../endpoint-side/tls/endpoint-tls.ts'
import { createForwarders, usualTimeoutMs } from './forward/forwarders.ts'
import { createReadAhead, type ReadAheadLimits } from './forward/read-ahead.ts'
import { localAnswers } from './answer/local-answers.ts'
import { createMirrors } from './mirror/mirror-requests.ts'
import { emptySnapshot } from './empty-snapshot.ts'
import { requestIdOf } from './request-id.ts'
import { maxKeptInAllBytes } from './retry/retry-body.ts'
import { SharedAllowance } from './forward/shared-allowance.ts'
import { routeTableOf } from '../routing/route-table.ts'
import { answerLocally } from './send-answer.ts'
import { serveMatch, type LiveRouting, type BegunRequest } from './serve-match.ts'

export interface RequestPipeline {
  readonly pipeline: Pipeline
  /** Of its connections to endpoints, bounded by who knows what else needs descriptors. */
  readonly room?: EndpointRoom
  /** What the direct way shares with it; absent: all requests go by the pipeline. */
  readonly direct?: DirectParts
  /** Live for every request that begins from now on. */
  apply(snapshot: RoutingSnapshot): void
  /** Closes the connections to endpoints; to be called when no request is left. */
  close(): Promise<void>
}

export interface PipelineOptions {
  /** How HTTP/1.1 is served. */
  readonly http1?: Http1Way
  readonly observer: Observer
  /** What is known of endpoints, shared with whoever else sends there; it gets each snapshot here. */
  readonly balancer?: Balancer
  readonly limits?: Partial<ReadAheadLimits>
}

export function createPipeline({
  observer,
  balancer = createBalancer(),
  limits = {},
  http1 = usualHttp1Way,
}: PipelineOptions): RequestPipeline {
  const room = new EndpointRoom()
  const pools = createConnectionPools(usualTimeoutMs, room)
  const http2Pools = createHttp2Pools(usualTimeoutMs, usualKeepalive, room)
  const forwarders = createForwarders({ room, http1, pools, http2Pools })
  const mirrors = createMirrors({ balancer, forwarders, room, log: observer.log })
  const keptBytes = new SharedAllowance(maxKeptInAllBytes)
  const readAhead = createReadAhead(limits)
  let live: LiveRouting = { snapshot: emptySnapshot, table: routeTableOf(emptySnapshot) }

  const pipeline: Pipeline = async (exchange, refusal) => {
    const requestId = requestIdOf(exchange.request.headers)
    const notes = new AccessNotes(exchange, requestId)
    try {
      if (refusal) await answerLocally({ exchange, notes }, localAnswers[refusal])
      else await serve({ exchange, live, requestId, notes })
    } catch (error) {
      observer.log.error({ requestId, error }, 'A request could not be handled')
      await answerLocally({ exchange, notes }, localAnswers['gateway-failed'])
    } finally {
      observer.onRequest(notes.record())
    }
  }

  const serve = (serving: BegunRequest): Promise<void> => {
    const { exchange, notes } = serving
    const found = findRule(serving.live.table, exchange.connection, exchange.request)
    if (found.type !== 'no-listener') notes.listener(found.listener)
    if (found.type !== 'match') {
      const { connection, request } = exchange
      const isLast = endsConnection(found, connection, request)
      return answerLocally(serving, answerWithoutRule(found, request), isLast)
    }
    notes.match(found.match)
    return serveMatch({ balancer, forwarders, mirrors, keptBytes, readAhead }, serving, found)
  }

  const direct: DirectParts = {
    live: () => live,
    balancer,
    connections: pools,
    streams: http2Pools,
    keptBytes,
    readAhead: readAhead.inAll,
  }

  return {
    pipeline,
    room,
    ...(http1 === 'direct' && { direct }),
    apply: (snapshot) => {
      const table = routeTableOf(snapshot)
      balancer.apply(snapshot)
      live = { snapshot, table }
      for (const forwarder of Object.values(forwarders))
        forwarder.keep((tls) => isCurrent(tls, snapshot))
    },
    close: async () => {
      mirrors.close()
      await Promise.all(Object.values(forwarders).map((forwarder) => forwarder.close()))
    },
  }
}
