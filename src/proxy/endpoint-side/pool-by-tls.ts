// What a forwarder keeps apart: connections in the clear, and those of each TLS setting.
import type { EndpointTls } from './tls/endpoint-tls.ts'

interface ConnectionPool {
  /** What is idle is closed now, what is in use when its request is over. */
  retire(): void
  close(): Promise<void>
}

export interface PoolByTls<T extends ConnectionPool> {
  of(tls: EndpointTls | undefined): T
  /** Retires the lanes of all settings that are not current any more. */
  keep(isCurrent: (tls: EndpointTls) => boolean): void
  close(): Promise<void>
}

export function createPoolByTls<T extends ConnectionPool>(
  open: (tls: EndpointTls | undefined) => T,
): PoolByTls<T> {
  const clear = open(undefined)
  const secure = new Map<EndpointTls, T>()
  return {
    of: (tls) => (tls ? secure.getOrInsertComputed(tls, () => open(tls)) : clear),
    keep(isCurrent) {
      for (const [tls, lane] of secure) {
        if (isCurrent(tls)) continue
        secure.delete(tls)
        lane.retire()
      }
    },
    async close() {
      await Promise.all([clear, ...secure.values()].map((lane) => lane.close()))
    },
  }
}
