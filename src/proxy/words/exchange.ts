// What the pipeline sees of a client: one request and the way back, the same for HTTP/1.1 and HTTP/2.
// Listeners make exchanges, the pipeline answers them, forwarders never see the client's response.
import type { ListenerIdentity } from './listener-identity.ts'
import type { Duplex, Readable } from 'node:stream'

/** In the order of the wire, names in the sender's case (HTTP/2: lower case). */
export type HeaderList = readonly (readonly [name: string, value: string])[]

export interface RequestHead {
  readonly method: string
  /** Path and query as they are routed *and* forwarded: origin form, the path in its normal spelling. `*` for `OPTIONS *`. */
  readonly target: string
  readonly scheme: 'http' | 'https'
  /** Host or :authority as the client sent it, port included. */
  readonly authority: string
  /** The authority's host: lower case, no port, no trailing dot, IPv6 in brackets. */
  readonly hostname: string
  readonly httpVersion: '1.0' | '1.1' | '2'
  /** End to end headers only: hop-by-hop ones, those named by Connection, Host and pseudo-headers are not here. */
  readonly headers: HeaderList
  /** The one protocol that the client asks to go on with, where that could be done: `websocket`, or as it spelled it. */
  readonly upgrade?: string
  /** The client asks for one where it can't be done; one to HTTP or TLS is not meant. */
  readonly isUpgradeIgnored?: true
}

export interface Connection {
  /** As in the snapshot: what the listeners of this socket are found by. */
  readonly address: string
  readonly port: number
  readonly remoteAddress: string
  readonly remotePort: number
  /** TLS only: `serverName` from SNI, lower case ('' none); `gateway` and `listener` chosen by it. */
  readonly tls?: {
    readonly serverName: string
    readonly gateway: string
    readonly listener: string
    /** Of that listener (listener-identity.ts). Absent: it is known by its name alone. */
    readonly identity?: ListenerIdentity
    /**
     * Its client is not trusted any more as it was when the connection was made: nothing is served. By that
     * listener, or by the one that is named.
     */
    readonly isOutdated?: (listener?: string) => boolean
  }
}

export interface Exchange {
  readonly request: RequestHead
  readonly connection: Connection
  /** Ends only after a complete body; errors when the client's body was cut. Undefined: there is none. */
  readonly body: Readable | undefined
  /** Declared length in bytes, where there is one. */
  readonly bodyLength: number | undefined
  /** The client's trailers, after `body` ended. */
  trailers(): HeaderList
  /** Aborts when the client went away before the answer was complete. */
  readonly signal: AbortSignal
  /**
   * Its rule says how long it may take, be it without end: the listener's limit of silence does not end it.
   * A client that is gone still does.
   */
  leaveIdleToRule(): void
  /** Bytes of body that crossed so far. */
  readonly bytes: { readonly received: number; readonly sent: number }
  /** An interim answer: 100, 103. Ignored where the client's version knows none. */
  inform(status: number, headers: HeaderList): void
  /**
   * The answer, once. Resolves when all of it was handed to the client's socket. If `response.body`
   * errors the client's side is cut so that it can't be taken for complete, and this rejects; the
   * same if the client goes away.
   */
  respond(response: Response): Promise<void>
  /** Answers 101 and joins the two byte streams until both ended. HTTP/1.1 only. */
  switchProtocols(headers: HeaderList, upstream: Duplex): Promise<void>
  /** Set by who counts connections: from now on it is a stream of bytes, and idle while they rest. */
  onSwitch?: () => void
  /** That stream was ended to make room for another connection. */
  isEvicted?: boolean
}

export interface Response {
  readonly status: number
  /** End to end headers only; framing (Content-Length excepted), Connection and Date are the listener's. */
  readonly headers: HeaderList
  /** Text (local answers), a stream (errors when truncated), or none. */
  readonly body?: Readable | string
  /** Read after `body` ended. */
  readonly trailers?: () => HeaderList
  /**
   * Where `body` errors: what the trailers are then, of a protocol in which they say that it is not whole.
   * Absent, and by HTTP/1.1: the client's side is cut.
   */
  readonly trailersOfCut?: (error: Error) => HeaderList
  /** The client is told to use its connection no more: Connection: close, or GOAWAY. */
  readonly endsConnection?: boolean
}

/** Answers every exchange with respond() or switchProtocols(); never rejects. `refusal`: with that, at once. */
export type Pipeline = (exchange: Exchange, refusal?: 'overloaded') => Promise<void>
