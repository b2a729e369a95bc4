// Two backends that answer with their own port, so that an answer tells which of them is an endpoint now.
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface NamedBackends extends Disposable {
  readonly ports: readonly [number, number]
}

export async function startNamedBackends(): Promise<NamedBackends> {
  const [first, second] = [await startOne(), await startOne()]
  return {
    ports: [portOf(first), portOf(second)],
    [Symbol.dispose]() {
      for (const server of [first, second]) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

async function startOne(): Promise<http.Server> {
  const server = http.createServer((_, response) => response.end(String(portOf(server))))
  server.keepAliveTimeout = 60_000
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}

function portOf(server: http.Server): number {
  return (server.address() as AddressInfo).port
}
