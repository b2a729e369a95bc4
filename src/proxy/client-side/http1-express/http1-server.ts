// Node's HTTP/1.x server with this gateway's limits. It never listens: connections are handed to it.
import type { IncomingMessage, Server } from 'node:http'
import type { Limits } from '../../sockets/limits.ts'
import { nodeHttp } from '../../words/node-http.ts'

/** Bytes of a request that are read ahead of its reader, and of an answer that wait for the client. */
const highWaterMark = 32 * 1024

export function createHttp1Server(
  limits: Limits,
  mayUpgrade: (request: IncomingMessage) => boolean,
): Server {
  const server = nodeHttp.createServer({
    httpValidation: 'strict',
    // Judged with everything else about Host, so that it is counted.
    requireHostHeader: false,
    maxHeaderSize: limits.headBytes,
    headersTimeout: limits.headTimeoutMs,
    // Bodies may stream for ever; the idle timer ends stalled ones.
    requestTimeout: 0,
    connectionsCheckingInterval: limits.headCheckMs,
    keepAliveTimeout: limits.keepAliveMs,
    highWaterMark,
    shouldUpgradeCallback: mayUpgrade,
  })
  // Its name in Node's source; the documentation leaves it out.
  Object.assign(server, { httpAllowHalfOpen: true })
  // Node drops headers beyond its limit without a word; such a head is refused instead.
  server.maxHeadersCount = 0
  server.timeout = limits.idleMs
  return server
}
