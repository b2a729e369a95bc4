// The health and the admin server, both or neither; a port that is taken is one sentence.
import { type AdminPage, startAdminServer } from '../observe/servers/admin-server.ts'
import { startHealthServer } from '../observe/servers/health-server.ts'
import type { HttpServer } from '../observe/servers/http-server.ts'
import { isLoopbackAddress } from '../observe/servers/loopback.ts'
import type { Metrics } from '../observe/metrics/metrics.ts'
import type { Readiness } from '../observe/servers/readiness.ts'
import { formatSocketAddress, type SocketAddress } from './words/socket-address.ts'
import { UsageError } from './words/usage-error.ts'

export interface ServersOptions {
  readonly admin: SocketAddress | undefined
  readonly health: SocketAddress | undefined
  readonly readiness: Readiness
  readonly metrics: Metrics
  readonly adminPages: readonly AdminPage[]
}

export interface Servers {
  readonly admin: SocketAddress | undefined
  readonly health: SocketAddress | undefined
  readonly ports: readonly number[]
  close(): Promise<void>
}

export async function startServers(options: ServersOptions): Promise<Servers> {
  const { readiness, metrics, adminPages } = options
  if (options.admin && !isLoopbackAddress(options.admin.address)) {
    throw new UsageError(
      `The admin server shows the whole configuration and listens on loopback only: give --admin 127.0.0.1:${options.admin.port}.`,
    )
  }
  const started: HttpServer[] = []
  const close = async () => {
    await Promise.all(started.map((server) => server.close()))
  }
  const start = async (
    flag: 'admin' | 'health',
    at: SocketAddress,
    starting: Promise<HttpServer>,
  ) => {
    try {
      const server = await starting
      started.push(server)
      return { address: server.address, port: server.port }
    } catch (error) {
      await close()
      throw cannotListen(flag, at, error)
    }
  }
  const { health, admin } = options
  const healthAt =
    health && (await start('health', health, startHealthServer({ ...health, readiness, metrics })))
  const adminAt =
    admin && (await start('admin', admin, startAdminServer({ ...admin, pages: adminPages })))
  return {
    health: healthAt,
    admin: adminAt,
    ports: started.map(({ port }) => port),
    close,
  }
}

function cannotListen(flag: 'admin' | 'health', at: SocketAddress, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const reasons: Record<string, string> = {
    EADDRINUSE: 'another program uses that port',
    EACCES: 'this user may not bind that port',
    EADDRNOTAVAIL: 'this machine has no such address',
  }
  const reason = reasons[String(code)] ?? (error instanceof Error ? error.message : String(error))
  return new UsageError(
    `The ${flag} server cannot listen on ${formatSocketAddress(at)} because ${reason}: give another with --${flag} ADDRESS:PORT.`,
    { cause: error },
  )
}
