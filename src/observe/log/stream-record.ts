// What is known of one TCP connection or one UDP session when it is over; a line of the access log and a
// point in the metrics. docs/reference/access-log.md is made from this file.

export interface StreamRecord {
  /** When it began, ISO 8601 in UTC. */
  readonly time: string
  /** Protocol of the listener. */
  readonly protocol: 'TCP' | 'TLS' | 'UDP'
  /** IP address of the client. */
  readonly remoteAddress: string
  /** Port of the client. */
  readonly remotePort: number
  /** TLS only: the server name (SNI), in lower case. Absent: the client named none. */
  readonly serverName?: string
  /** What was out of the ordinary; see the flags below. */
  readonly flags: readonly StreamFlag[]
  /** Milliseconds from its beginning to its end. */
  readonly durationMs: number
  /** Milliseconds until the connection to the endpoint was established. UDP has none. */
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
  /** Name of the rule. Absent: none was found. */
  readonly rule?: string
  /** The `name` that the user gave to the rule. */
  readonly ruleLabel?: string
  /** Name of the backend that was chosen. */
  readonly backend?: string
  /** The endpoint, `ADDRESS:PORT`. */
  readonly endpoint?: string
  /** How many endpoints were tried. */
  readonly attempts: number
  /** One sentence where something failed. */
  readonly error?: string
}

/** What went wrong, or out of the ordinary; several may hold. */
export const streamFlags = {
  'no-rule': 'No route is attached to the listener, or none has the server name.',
  'backend-invalid': 'The chosen backendRef is invalid, or the rule has none.',
  'no-endpoint': 'No endpoint of the backend is ready.',
  loop: 'The gateway made this connection itself: an endpoint is one of its own listeners.',
  'connect-failed': 'No connection to an endpoint could be made.',
  'gateway-full':
    'TCP, TLS: the process has no descriptor, port or memory for a connection to an endpoint.',
  'failed-over': 'Another endpoint was tried after one could not be reached.',
  'client-reset': 'The client ended it by a reset.',
  'upstream-reset': 'The endpoint ended it by a reset.',
  idle: 'No data was sent or received for too long.',
  drained: 'The gateway ended it, because its listener was removed or the gateway itself ended.',
  revoked:
    'The gateway ended it, because its route, the grant for its backend, or its Service was removed.',
  moved:
    "UDP: its endpoint may no longer be used, and the client's next datagram began another session.",
  evicted: 'The limit of sessions or connections was reached, and this one was silent longest.',
  dropped: 'UDP: datagrams were dropped because they could not be passed on.',
} as const satisfies Record<string, string>

export type StreamFlag = keyof typeof streamFlags
