// A small HTTP server of our own, beside the traffic: bound when the promise resolves, with few
// connections at a time.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HttpServer {
  readonly address: string
  readonly port: number
  close(): Promise<void>
}

/** Port 0: any free one. Rejects with the system's error, `code` EADDRINUSE for example. */
export async function startHttpServer(
  listener: RequestListener,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<HttpServer> {
  const server = createServer({ requestTimeout: 10_000 }, listener)
  server.maxConnections = 100
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
