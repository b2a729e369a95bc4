// What http-proxy-middleware is given in place of a client's request and response. It asks the
// endpoint's address, the agent and an error handler of them, and would pipe the body and answer the
// client by itself; here it gets neither: the body never yields a byte (see feed-body.ts for who
// carries it), and the response is a real one without a connection, which nothing writes to.
import { IncomingMessage, ServerResponse, type ClientRequest } from 'node:http'
import { Socket } from 'node:net'
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'

/** Whoever wants to hear of the outgoing request: its socket is assigned, nothing was written yet. */
export interface OutgoingListener {
  onOutgoing(outgoing: ClientRequest): void
  onError(error: Error): void
}

// IncomingMessage insists on a socket. One that never connects serves all.
const unconnectedSocket = new Socket()

export class MiddlewareRequest extends IncomingMessage {
  readonly endpoint: Endpoint
  readonly listener: OutgoingListener

  constructor(endpoint: Endpoint, listener: OutgoingListener) {
    super(unconnectedSocket)
    this.endpoint = endpoint
    this.listener = listener
    this.method = 'GET'
    this.url = '/'
    this.httpVersion = '1.1'
  }

  override _read(): void {}
}

/** Emitting 'close' on it gives up the outgoing request, even one that still waits for a connection. */
export function discardedResponse(request: MiddlewareRequest): ServerResponse<MiddlewareRequest> {
  return new ServerResponse(request)
}
