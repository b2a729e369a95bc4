// What is known of one TCP connection or one UDP session when it is over; a line of the access log and a
// point in the metrics. docs/reference/access-log.md is made from this file.

export interface StreamRecord {
  /** Time when the stream began: ISO 8601, in UTC. */
  readonly time: string
  /** Protocol of the listener. */
  readonly protocol: 'TCP' | 'TLS' | 'UDP'
  /** IP address of the client. */
  readonly remoteAddress: string
  /** Port of the client. */
  readonly remotePort: number
  /** TLS only: the server name (SNI) that the client sent, in lower case. Absent: it sent none. */
  readonly serverName?: string
  /** What was unusual about this stream: flags of the next table. */
  readonly flags: readonly StreamFlag[]
  /** Milliseconds from the beginning of the stream to its end. */
  readonly durationMs: number
  /** TCP and TLS only: milliseconds from the beginning until the endpoint was connected. */
  readonly connectMs?: number
  /** Bytes from the client. */
  readonly bytesReceived: number
  /** Bytes to the client. */
  readonly bytesSent: number
  /** UDP only: datagrams from the client. */
  readonly datagramsReceived?: number
  /** UDP only: datagrams to the client. */
  readonly datagramsSent?: number
  /** Name of the listener, as in `/snapshot`. */
  readonly listener?: string
  /** Name of the rule. Absent: no rule matches. */
  readonly rule?: string
  /** The field `name` of the rule in its route. */
  readonly ruleLabel?: string
  /** Name of the chosen backend. */
  readonly backend?: string
  /** Endpoint that was connected, or else the last one that was tried: `ADDRESS:PORT`. */
  readonly endpoint?: string
  /** Number of endpoints that were tried. */
  readonly attempts: number
  /** If something failed: the cause, in one sentence. */
  readonly error?: string
}

/** What went wrong, or out of the ordinary; several may hold. */
export const streamFlags = {
  'no-rule': 'No route is attached to the listener, or no attached route has the server name.',
  'backend-invalid': 'The chosen backendRef is invalid, or the rule has none.',
  'no-endpoint': 'No endpoint of the backend is ready.',
  loop: 'The gateway connected to itself: an endpoint is a listener of this gateway.',
  'connect-failed':
    'The gateway could not connect to any endpoint that it tried (TLS handshake included).',
  'gateway-full':
    'TCP and TLS: the gateway has no file descriptor, local port or memory left for a connection to an endpoint.',
  'failed-over': 'An endpoint could not be reached; the gateway tried another one.',
  'client-reset': 'The client reset the connection.',
  'upstream-reset':
    'The endpoint reset the connection. UDP: the endpoint could no longer be reached.',
  idle: 'No data was sent or received for too long.',
  drained:
    'The gateway ended the stream, because its listener was removed or the gateway shut down.',
  revoked:
    'The gateway ended the stream, because its route, its Service, the ReferenceGrant for its backend or a CA that its listener trusted was removed, or its backend got a BackendTLSPolicy.',
  moved: "UDP: the endpoint may no longer be used; the client's next datagram began a new session.",
  evicted:
    'The gateway reached its limit of connections or sessions and ended this one, which was silent longest.',
  dropped: 'UDP: the gateway dropped datagrams that it could not pass on.',
} as const satisfies Record<string, string>

export type StreamFlag = keyof typeof streamFlags
