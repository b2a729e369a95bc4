// One verb for every protocol spoken to a backend. A forwarder gives back what the endpoint said or
// why it said nothing; retry, failover, timeouts and response filters stand above it.
import type { Duplex, Readable } from 'node:stream'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import type { HeaderList } from '../words/exchange.ts'
import type { EndpointTls } from './tls/endpoint-tls.ts'
import type { UpstreamFailure } from '../words/failure.ts'

export interface ForwardRequest {
  readonly method: string
  readonly target: string
  readonly authority: string
  /** Complete: what the endpoint gets beside Host/:authority and framing. */
  readonly headers: HeaderList
  /** Not read before a connection to the endpoint stands, so that a failed connect costs nothing of it. */
  readonly body: Readable | undefined
  readonly bodyLength: number | undefined
  readonly trailers: () => HeaderList
  readonly upgrade?: string
  /** Its rule has it sent once, whatever its method. */
  readonly isOnce?: boolean
  /** Undefined: in the clear. Never left out, so that nobody forgets it. */
  readonly tls: EndpointTls | undefined
  /** Aborting gives up the request to the endpoint. */
  readonly signal: AbortSignal
  /** Called for 100 and 103 from the endpoint. */
  readonly onInform: (status: number, headers: HeaderList) => void
}

export type ForwardResult = UpstreamResponse | UpstreamSwitch | UpstreamFailure

export interface UpstreamResponse {
  readonly type: 'response'
  readonly status: number
  /** End to end headers only. */
  readonly headers: HeaderList
  /** Errors when the endpoint's body was cut; destroying it gives up the rest. */
  readonly body: Readable
  readonly trailers: () => HeaderList
  /** HTTP/2: the head was all of it, neither an empty body nor trailers come after it. */
  readonly endsWithHead?: boolean
  /** HTTP/2: by what RST_STREAM the endpoint cut `body`; undefined where it did not. */
  readonly resetCode?: () => number | undefined
}

export interface UpstreamSwitch {
  readonly type: 'switch'
  readonly headers: HeaderList
  readonly socket: Duplex
}

export interface Forwarder {
  forward(request: ForwardRequest, endpoint: Endpoint): Promise<ForwardResult>
  /** Closes connections whose TLS settings are not current any more, those in use after their requests. */
  keep(isCurrent: (tls: EndpointTls) => boolean): void
  close(): Promise<void>
}
