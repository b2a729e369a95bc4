// What `rauta explain` says of a request or a stream: plain data, for people and for programs.

export interface Explanation {
  /** What was asked about, as it is routed. */
  readonly asked: string
  /** In the order in which they are decided. */
  readonly steps: readonly Step[]
  readonly outcome: ExplainedOutcome
  /** Of the rule that was met, where it sends somewhere. */
  readonly backendRefs: readonly ExplainedBackendRef[]
  /** What was not met, nearest first. */
  readonly near: readonly ExplainedNearMiss[]
  /** Names of the snapshot that were met: whose conditions matter. */
  readonly met: { readonly listener?: string; readonly rule?: string }
}

export interface Step {
  readonly step:
    | 'request'
    | 'port'
    | 'tls'
    | 'listener'
    | 'hostname'
    | 'rule'
    | 'filter'
    | 'limits'
    | 'backend'
  /** False: here it ends. */
  readonly isPassed: boolean
  readonly says: string
}

export interface ExplainedOutcome {
  /** Something is there for it: a backend with an endpoint, a redirect, a preflight that is allowed. */
  readonly isServed: boolean
  /** That the gateway answers with; absent: a backend answers, or nobody does. */
  readonly status?: number
  /** Where that is told to a client of gRPC. */
  readonly grpcStatus?: number
  readonly says: string
}

export interface ExplainedBackendRef {
  readonly name: string
  /** Of the requests. */
  readonly percent: number
  /** A name of the snapshot; null: the reference is invalid. */
  readonly backend: string | null
  readonly outcome: ExplainedOutcome
  /** Filters of its own. */
  readonly filters: readonly string[]
  readonly endpoints: readonly { readonly name: string; readonly address: string }[]
}

export interface ExplainedNearMiss {
  /** `httproute/…/rule/0/match/0`; a listener where it has no rule. */
  readonly name: string
  readonly listener: string
  /** What kept it from being the one: port, hostname, path, method, header … */
  readonly part: string
  readonly why: string
}
