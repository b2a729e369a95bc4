/** What is known of one request when it is over; a line of the access log and a point in the metrics. */
export interface AccessRecord {
  /** ISO 8601, when the request's head was complete. */
  readonly time: string
  readonly requestId: string
  readonly remoteAddress: string
  readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2'
  readonly method: string
  readonly authority: string
  /** Path and query as routed. */
  readonly target: string
  readonly status: number
  /** Of gRPC: what the client was told in `grpc-status`. */
  readonly grpcStatus?: number
  readonly flags: readonly AccessFlag[]
  /** Milliseconds from the complete head of the request to the end of the answer. */
  readonly durationMs: number
  /** Milliseconds from the forwarding to the head of the endpoint's answer. */
  readonly upstreamMs?: number
  readonly bytesReceived: number
  readonly bytesSent: number
  /** Names out of the snapshot, as far as the request got. */
  readonly listener?: string
  readonly match?: string
  readonly rule?: string
  /** The `name` that the user gave to the rule. */
  readonly ruleLabel?: string
  readonly backend?: string
  /** `ADDRESS:PORT` */
  readonly endpoint?: string
  /** How many times an endpoint was tried, retries too; 0: the gateway answered itself. */
  readonly attempts: number
  readonly userAgent?: string
  /** One sentence where something failed. */
  readonly error?: string
}

/** What went wrong, or out of the ordinary; several may hold. */
export type AccessFlag =
  | 'no-listener'
  | 'no-rule'
  | 'misdirected'
  | 'rule-refused'
  | 'backend-invalid'
  | 'no-endpoint'
  /** As many requests are under way as may be; this one was answered at once. */
  | 'overloaded'
  | 'redirected'
  | 'preflight'
  | 'preflight-refused'
  | 'connect-failed'
  /** This process has no descriptor, port or memory for a connection to an endpoint. */
  | 'gateway-full'
  | 'upstream-reset'
  | 'upstream-malformed'
  | 'request-timeout'
  | 'backend-timeout'
  /** Nothing moved for too long, and the rule says nothing of it: who was waited for is the endpoint. */
  | 'idle-timeout'
  /** The client did not send its body in time. */
  | 'body-timeout'
  /** The client did not read the answer in time. */
  | 'read-timeout'
  | 'client-gone'
  | 'body-cut'
  | 'response-cut'
  | 'upgraded'
  /** The client asked for a protocol that its backend is not asked for; it got the answer to a plain request. */
  | 'upgrade-ignored'
  | 'failed-over'
  | 'retried'
