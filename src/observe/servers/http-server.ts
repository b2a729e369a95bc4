// A small HTTP server of our own, beside the traffic: bound when the promise resolves, with few
// connections at a time.
import type { RequestListener } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { descriptorLimit } from '../metrics/descriptor-limit.ts'

/** A small part of the descriptors where those are few. */
const mostConnections = 100
const maxConnections = Math.max(4, Math.min(mostConnections, Math.floor(descriptorLimit() / 32)))

export interface HttpServer {
  readonly address: string
  readonly port: number
  close(): Promise<void>
}

/** For a whole request; then 408. */
const requestTimeoutMs = 10_000

/** Port 0: any free one. Rejects with the system's error, `code` EADDRINUSE for example. */
export async function startHttpServer(
  listener: RequestListener,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<HttpServer> {
  // Not by an import: see src/proxy/words/node-http.ts.
  const server = process
    .getBuiltinModule('node:http')
    .createServer({ requestTimeout: requestTimeoutMs }, listener)
  closeOldestBeyond(maxConnections, server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: address, port }, resolve)
  })
  // Only for an IP socket that listens; a string would be a pipe's name.
  const bound = server.address() as AddressInfo
  return {
    address: bound.address,
    port: bound.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/**
 * The newest is always served: with `server.maxConnections` idle connections would keep out the probe
 * of who restarts what does not answer.
 */
function closeOldestBeyond(most: number, server: Server): void {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    if (open.size <= most) return
    const [oldest] = open
    oldest?.destroy()
  })
}
