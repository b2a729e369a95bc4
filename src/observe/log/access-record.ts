// What is known of one request when it is over; a line of the access log and a point in the metrics.
// docs/reference/access-log.md is made from this file.

export interface AccessRecord {
  /** Time when the head of the request was complete: ISO 8601, in UTC. */
  readonly time: string
  /** The request ID: the client's own `x-request-id`, or one that the gateway makes. */
  readonly requestId: string
  /** IP address from which the client connected. */
  readonly remoteAddress: string
  /** HTTP version that the client used. */
  readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2'
  /** Method of the request. */
  readonly method: string
  /** Host of the request, with the port if the client sent one. */
  readonly authority: string
  /** Path and query of the request, as the gateway routed them. */
  readonly target: string
  /**
   * HTTP status of the answer. 499: none was sent, because the client went away (`client-gone`) or did not
   * read (`read-timeout`). 0: the client went away before the gateway had a status.
   */
  readonly status: number
  /** gRPC only: the `grpc-status` that was sent to the client. */
  readonly grpcStatus?: number
  /** What was unusual about this request: flags of the next table. */
  readonly flags: readonly AccessFlag[]
  /** Milliseconds from the complete head of the request to the end of the answer. */
  readonly durationMs: number
  /**
   * Milliseconds from the forwarding of the request to the head of the endpoint's answer; with retries, of
   * the last attempt that was answered. Absent: no endpoint answered.
   */
  readonly upstreamMs?: number
  /** Bytes of the request body. */
  readonly bytesReceived: number
  /** Bytes of the answer's body. */
  readonly bytesSent: number
  /** Name of the listener, as in `/snapshot`. Absent: no listener serves the hostname. */
  readonly listener?: string
  /** Name of the match in the rule. Absent: no rule matches the request. */
  readonly match?: string
  /** Name of the rule. Absent: no rule matches the request. */
  readonly rule?: string
  /** The field `name` of the rule in its route. */
  readonly ruleLabel?: string
  /** Name of the chosen backend. */
  readonly backend?: string
  /** Endpoint that answered, or else the last one that was tried: `ADDRESS:PORT`. */
  readonly endpoint?: string
  /** Number of tries to reach an endpoint, retries included. 0: no endpoint was tried. */
  readonly attempts: number
  /** Header `User-Agent` of the request. */
  readonly userAgent?: string
  /** If something failed: the cause, in one sentence. */
  readonly error?: string
}

/** What went wrong, or out of the ordinary; several may hold. */
export const accessFlags = {
  'no-listener': 'No listener of the gateway serves the hostname.',
  'no-rule': 'No rule matches the request.',
  misdirected:
    'The connection was made for a hostname of another listener, or a CA that may have verified the client certificate is not trusted any more; the client must open a new connection.',
  'rule-refused': 'The rule cannot be served as it is written; a condition of the route says why.',
  'backend-invalid':
    'The chosen backendRef is invalid, or the rule has none; a condition of the route says why.',
  'no-endpoint': 'No endpoint of the backend is ready.',
  overloaded:
    'Too many requests were in progress, or waited for their turn; the gateway refused this one.',
  redirected: 'The rule redirects the client; the gateway sent the request to no backend.',
  preflight: 'The gateway answered a CORS preflight.',
  'preflight-refused':
    'The gateway refused a CORS preflight, because its origin, method or header is not allowed.',
  'connect-failed':
    'The gateway could not connect to any endpoint that it tried (TLS handshake included).',
  'gateway-full':
    'The gateway has no file descriptor, local port or memory left for a connection to an endpoint.',
  'upstream-reset': 'The endpoint closed the connection before it answered.',
  'upstream-malformed': 'The answer of the endpoint is not valid HTTP.',
  'request-timeout':
    'The request took longer than `timeouts.request` of the rule, or than the deadline of the gRPC call.',
  'backend-timeout': 'An attempt took longer than `timeouts.backendRequest` of the rule.',
  'idle-timeout':
    'No data was sent or received for too long while the gateway waited for the endpoint.',
  'body-timeout': 'The client did not send its body in time.',
  'read-timeout': 'The client did not read the answer in time.',
  'client-gone': 'The client went away before the answer was complete.',
  'body-cut': 'The request body ended before it was complete.',
  'response-cut': 'The answer is incomplete: the endpoint or a time limit ended it.',
  upgraded: 'The connection was upgraded, for example to WebSocket.',
  evicted:
    'The gateway reached its limit of connections and closed this upgraded connection, which was idle longest.',
  'upgrade-ignored':
    'The client asked for an upgrade that Rauta does not forward to this backend; the request was handled without the upgrade.',
  'failed-over': 'An endpoint could not be reached; the gateway tried another one.',
  retried: 'The gateway sent the request again, as `retry` of the rule says.',
} as const satisfies Record<string, string>

export type AccessFlag = keyof typeof accessFlags
