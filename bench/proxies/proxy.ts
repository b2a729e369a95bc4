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
  readonly tcp: number
  readonly tls: number
  /** HTTP/1.1 and its Upgrade. */
  readonly websocket: number
  readonly udp: number
}

export interface Certificate {
  /** Files in PEM. */
  readonly certificate: string
  readonly key: string
  /** Both, one after the other, as HAProxy wants them. */
  readonly both: string
}

/** The path of WebSockets; all others lead to plain HTTP. */
export const webSocketPath = '/websocket'

/** The name by which connections that are not decrypted are asked for. */
export const passthroughName = 'passthrough.example'

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

export interface StartedProxy extends StartedProcess, Omit<Proxy, 'start'> {
  readonly doors: Partial<Doors>
}

/** A proxy by the name that tables show, not started yet. */
export interface Proxy {
  readonly name: string
  /** Before a case is measured: some are faster once their code is compiled. */
  readonly warmUpSeconds: number
  /** Names of those that it is measured in; default: each that it has a door for. */
  readonly cases?: readonly string[]
  start(around: Around): Promise<StartedProxy>
}

/** As many routes as are wanted, ten on each hostname. */
export function namedRoutes(count: number): readonly NamedRoute[] {
  return Array.from({ length: count }, (_, index) => ({
    hostname: `host-${Math.floor(index / 10)}.example`,
    path: `/service-${index % 10}`,
  }))
}
