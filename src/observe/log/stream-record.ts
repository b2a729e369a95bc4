/** What is known of one TCP connection or one UDP session when it is over. */
export interface StreamRecord {
  /** ISO 8601, when it began. */
  readonly time: string
  /** That of its listener. */
  readonly protocol: 'TCP' | 'TLS' | 'UDP'
  readonly remoteAddress: string
  readonly remotePort: number
  /** TLS: by SNI, lower case; absent: the client named none. */
  readonly serverName?: string
  readonly flags: readonly StreamFlag[]
  /** Milliseconds from its beginning to its end. */
  readonly durationMs: number
  /** Milliseconds until a connection to the endpoint stood; UDP has none. */
  readonly connectMs?: number
  /** From the client, and to it. */
  readonly bytesReceived: number
  readonly bytesSent: number
  /** UDP only: from the client, and to it. */
  readonly datagramsReceived?: number
  readonly datagramsSent?: number
  /** Names out of the snapshot, as far as it got. */
  readonly listener?: string
  readonly rule?: string
  /** The `name` that the user gave to the rule. */
  readonly ruleLabel?: string
  readonly backend?: string
  /** `ADDRESS:PORT` */
  readonly endpoint?: string
  /** How many endpoints were tried. */
  readonly attempts: number
  /** One sentence where something failed. */
  readonly error?: string
}

/** What went wrong, or out of the ordinary; several may hold. */
export type StreamFlag =
  /** No route is attached to the listener, or none has the server name. */
  | 'no-rule'
  | 'backend-invalid'
  | 'no-endpoint'
  /** The gateway made this connection itself: an endpoint is one of its own listeners. */
  | 'loop'
  | 'connect-failed'
  /** TCP, TLS: this process has no descriptor, port or memory for a connection to an endpoint. */
  | 'gateway-full'
  | 'failed-over'
  /** The client, or the endpoint, ended it by a reset. */
  | 'client-reset'
  | 'upstream-reset'
  /** Nothing moved for too long. */
  | 'idle'
  /** Ended by the gateway as its listener went, or as it ended itself. */
  | 'drained'
  /** Ended by the gateway as its route, the grant for its backend, or its Service was taken away. */
  | 'revoked'
  /** UDP: its endpoint may no longer be used, and the client's next datagram began another session. */
  | 'moved'
  /** The limit of sessions or connections was reached, and this one was silent longest. */
  | 'evicted'
  /** UDP: datagrams were dropped, as they could not be passed on. */
  | 'dropped'
