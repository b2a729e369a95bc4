// The words that all proxies share: where clients come in, what stands behind, and which routes there are.
import type { StartedProcess } from '../started-process.ts'

/** How clients come in. `https` speaks HTTP/1.1 and HTTP/2, by ALPN; `grpc` is HTTP/2 in the clear. */
export type Door = 'http' | 'h2c' | 'https' | 'grpc' | 'tcp' | 'passthrough' | 'udp'

/** A port of each on 127.0.0.1. */
export type Doors = Readonly<Record<Door, number>>

/** Ports of the backends on 127.0.0.1, by what they speak. */
export interface BackendPorts {
  readonly http: number
  /** HTTP/2 in the clear, `POST /bench.Echo/Say`. */
  readonly grpc: number
}

export interface Certificate {
  /** Files in PEM. */
  readonly certificate: string
  readonly key: string
  /** Both, one after the other, as HAProxy wants them. */
  readonly both: string
}

/** Routes beside the one for all requests: each a hostname and the beginning of a path. */
export interface NamedRoute {
  readonly hostname: string
  readonly path: string
}

export interface Around {
  readonly folder: string
  readonly backends: BackendPorts
  readonly certificate: Certificate
  readonly routes: readonly NamedRoute[]
  /** As `taskset -c` takes it. */
  readonly core: string | undefined
  /** Processes, or threads, that carry traffic. */
  readonly workers: number
}

export interface StartedProxy extends StartedProcess {
  readonly name: string
  readonly doors: Partial<Doors>
}

/** A proxy by the name that tables show, not started yet. */
export interface Proxy {
  readonly name: string
  start(around: Around): Promise<StartedProxy>
}

/** As many routes as are wanted, ten on each hostname. */
export function namedRoutes(count: number): readonly NamedRoute[] {
  return Array.from({ length: count }, (_, index) => ({
    hostname: `host-${Math.floor(index / 10)}.example`,
    path: `/service-${index % 10}`,
  }))
}
