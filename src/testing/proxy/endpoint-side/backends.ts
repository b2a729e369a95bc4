// Backends for tests: real servers on a free port of 127.0.0.1, closed with the test.
import {
  createServer as createHttp1Server,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttp2Server, type Settings } from 'node:http2'
import { once } from 'node:events'
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import type { Backend, Endpoint } from '../../../snapshot/routing-snapshot.ts'

export interface TestBackend {
  readonly endpoint: Endpoint
  readonly server: Server
  /** Every connection that was made so far. */
  readonly sockets: readonly Socket[]
  close(): Promise<void>
}

/** HTTP/2's compatible API, as far as it is the same. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void

export function httpBackend(
  protocol: Backend['protocol'],
  handler: Handler,
  { settings = {}, address }: { settings?: Settings; address?: string } = {},
): Promise<TestBackend> {
  const server = protocol === 'h2c' ? createHttp2Server({ settings }) : createHttp1Server()
  server.on('request', handler)
  return listen(server, address)
}

/** Every connection is answered by `onSocket`, byte by byte. */
export function rawBackend(onSocket: (socket: Socket) => void): Promise<TestBackend> {
  return listen(createTcpServer({ allowHalfOpen: true }, onSocket))
}

/**
 * A port on which nobody listens, nor will: it is taken by the near end of a connection. A port that
 * was merely free would be given to another test's server before long.
 */
export async function deadEndpoint(t: Test): Promise<Endpoint> {
  const far = await rawBackend(() => {})
  const socket = connect({ host: far.endpoint.address, port: far.endpoint.port })
  await once(socket, 'connect')
  t.teardown(async () => {
    socket.destroy()
    await far.close()
  })
  return { ...far.endpoint, port: socket.localPort ?? 0 }
}

export interface Test {
  teardown(close: () => Promise<void>): void
}

export async function listen(server: Server, address = '127.0.0.1'): Promise<TestBackend> {
  const sockets: Socket[] = []
  server.on('connection', (socket: Socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, address, resolve)
  await promise
  // A server on a TCP port has no other kind of address.
  const { port } = server.address() as AddressInfo
  return {
    endpoint: { address, port, name: `pod/test/backend-${port}` },
    server,
    sockets,
    close: () => {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      for (const socket of sockets) socket.destroy()
      return closed.promise
    },
  }
}
