// Speaks HTTP/1.1, and WebSocket's upgrade, to endpoints, through http-proxy-middleware: it picks the
// address, the connection and makes the outgoing request. What it would do to the client (answer it,
// pipe to it) is kept from it, see middleware-request.ts.
// http-proxy-middleware stays as the reference way to proxy in Node: what it takes to use it safely is shown here.
import { createProxyMiddleware } from 'http-proxy-middleware'
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import type { EndpointTls } from '../tls/endpoint-tls.ts'
import { EndpointRoom } from '../../words/endpoint-room.ts'
import { asError, failure } from '../../words/failure.ts'
import type { Forwarder, ForwardRequest } from '../forwarder.ts'
import { MiddlewareRequest, discardedResponse } from './middleware-request.ts'
import { Http1Agent } from './http1-agent.ts'
import { Http1Attempt } from './http1-attempt.ts'
import { createPoolByTls } from '../pool-by-tls.ts'
import { mayTakeAnotherConnection } from '../sent-again.ts'

export function createHttp1Forwarder(
  connectTimeoutMs: number,
  room = new EndpointRoom(),
): Forwarder {
  const lanes = createPoolByTls((tls) => openLane(tls, room))

  const attempt = (
    request: ForwardRequest,
    endpoint: Endpoint,
    connections: 'kept' | 'fresh',
  ): Http1Attempt => {
    const once = new Http1Attempt(request, {
      connectTimeoutMs,
      giveUp: () => nobody.emit('close'),
    })
    const handed = new MiddlewareRequest(endpoint, once)
    const nobody = discardedResponse(handed)
    const onError = (error: unknown) => once.onError(asError(error))
    lanes.of(request.tls)[connections](handed, nobody, onError).catch(onError)
    return once
  }

  return {
    async forward(request, endpoint) {
      if (request.signal.aborted) return failure('aborted', request.signal.reason)
      const first = attempt(request, endpoint, 'kept')
      const result = await first.result
      if (result.type !== 'failure' || result.reason !== 'reset') return result
      if (!mayTakeAnotherConnection(result, request, { isKept: first.isStale })) return result
      // All that were kept may be as stale.
      return attempt(request, endpoint, 'fresh').result
    },
    keep: lanes.keep,
    close: lanes.close,
  }
}

function openLane(tls: EndpointTls | undefined, room: EndpointRoom) {
  const agent = new Http1Agent(tls, room)
  // What is retired keeps nothing: each of its requests has a connection of its own.
  const fresh = new Http1Agent(tls, room)
  fresh.retire()
  return {
    kept: proxyThrough(agent),
    fresh: proxyThrough(fresh),
    retire: () => agent.retire(),
    close: async () => {
      agent.destroy()
      fresh.destroy()
    },
  }
}

function proxyThrough(agent: Http1Agent) {
  return createProxyMiddleware<MiddlewareRequest>({
    agent,
    // Every request; its default would parse each target to find that out.
    pathFilter: () => true,
    router: ({ endpoint }) => ({
      // The agent makes TLS of it, where it is to be: it knows what to verify, and this does not.
      protocol: 'http:',
      hostname: endpoint.address,
      port: endpoint.port,
    }),
    selfHandleResponse: true,
    // Its own plugins log, and answer errors to the client.
    ejectPlugins: true,
    plugins: [
      (server) => {
        server.on('proxyReq', (outgoing, handed) => handed.listener.onOutgoing(outgoing))
        // Without a listener it would throw. Errors of the answer's body come here too; whoever reads
        // the body has them already.
        server.on('error', (error, handed) => handed?.listener.onError(error))
      },
    ],
  })
}
