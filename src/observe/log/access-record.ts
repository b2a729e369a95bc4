// What is known of one request when it is over; a line of the access log and a point in the metrics.
// docs/reference/access-log.md is made from this file.

export interface AccessRecord {
  /** When the head of the request was complete, ISO 8601 in UTC. */
  readonly time: string
  /** The request ID: the client's own `x-request-id`, or one that the gateway makes. */
  readonly requestId: string
  /** IP address of the client's connection. */
  readonly remoteAddress: string
  /** Protocol of the client. */
  readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2'
  /** Method of the request. */
  readonly method: string
  /** Host and port that the client named. */
  readonly authority: string
  /** Path and query as routed. */
  readonly target: string
  /** Status of the answer. 0: the client was gone before there was one. 499: the client gave up. */
  readonly status: number
  /** gRPC only: the `grpc-status` that the client was told. */
  readonly grpcStatus?: number
  /** What was out of the ordinary; see the flags below. */
  readonly flags: readonly AccessFlag[]
  /** Milliseconds from the complete head of the request to the end of the answer. */
  readonly durationMs: number
  /** Milliseconds from the forwarding to the head of the endpoint's answer. Absent: no endpoint answered. */
  readonly upstreamMs?: number
  /** Bytes of the request body. */
  readonly bytesReceived: number
  /** Bytes of the answer's body. */
  readonly bytesSent: number
  /** Name of the listener, as in `/snapshot`. Absent: none was found. */
  readonly listener?: string
  /** Name of the match of the rule. Absent: none was found. */
  readonly match?: string
  /** Name of the rule. Absent: none was found. */
  readonly rule?: string
  /** The `name` that the user gave to the rule. */
  readonly ruleLabel?: string
  /** Name of the backend that was chosen. */
  readonly backend?: string
  /** The endpoint that answered or was tried last, `ADDRESS:PORT`. */
  readonly endpoint?: string
  /** How many times an endpoint was tried, retries included. 0: the gateway answered itself. */
  readonly attempts: number
  /** The header User-Agent of the request. */
  readonly userAgent?: string
  /** One sentence where something failed. */
  readonly error?: string
}

/** What went wrong, or out of the ordinary; several may hold. */
export const accessFlags = {
  'no-listener': 'No listener of the gateway serves the hostname.',
  'no-rule': 'No rule matches the request.',
  misdirected:
    'The connection was made for a hostname of another listener; the client must open a new one.',
  'rule-refused': 'The rule cannot be served as it is written; a condition of the route says why.',
  'backend-invalid':
    'The chosen backendRef is invalid, or the rule has none; a condition of the route says why.',
  'no-endpoint': 'No endpoint of the backend is ready.',
  overloaded: 'The limit of requests in progress was reached; this request was refused at once.',
  redirected: 'The rule redirects; no backend was asked.',
  preflight: 'A CORS preflight that the gateway answered.',
  'preflight-refused': 'A CORS preflight of an origin, method or header that is not allowed.',
  'connect-failed': 'No connection to an endpoint could be made.',
  'gateway-full': 'The process has no descriptor, port or memory for a connection to an endpoint.',
  'upstream-reset': 'The endpoint closed the connection before it answered.',
  'upstream-malformed': 'The answer of the endpoint is not valid HTTP.',
  'request-timeout': "The rule's `timeouts.request` passed.",
  'backend-timeout': "The rule's `timeouts.backendRequest` passed.",
  'idle-timeout':
    'No data was sent or received for too long while the gateway waited for the endpoint.',
  'body-timeout': 'The client did not send its body in time.',
  'read-timeout': 'The client did not read the answer in time.',
  'client-gone': 'The client went away before the answer was complete.',
  'body-cut': 'The body of the request ended too early.',
  'response-cut': 'The answer of the endpoint ended too early.',
  upgraded: 'The connection was upgraded, to WebSocket for example.',
  evicted:
    'The limit of connections was reached, and this upgraded connection, idle longest, was closed.',
  'upgrade-ignored':
    'The client asked for an upgrade that Rauta does not forward to this backend; the request was handled without the upgrade.',
  'failed-over': 'Another endpoint was tried after one could not be reached.',
  retried: 'The request was sent again, as the `retry` of its rule says.',
} as const satisfies Record<string, string>

export type AccessFlag = keyof typeof accessFlags
