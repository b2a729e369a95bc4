// An answer of the API server that is no success, with what a caller decides on.
export class ApiError extends Error {
  readonly status: number
  /** The server's own word, e.g. `Expired`, `Conflict` (metav1.Status.reason). */
  readonly reason: string | undefined
  /** What a Retry-After header asks for. */
  readonly retryAfterMs: number | undefined

  constructor(facts: {
    readonly status: number
    readonly message: string
    readonly reason?: string | undefined
    readonly retryAfterMs?: number | undefined
  }) {
    super(facts.message)
    this.name = 'ApiError'
    this.status = facts.status
    this.reason = facts.reason
    this.retryAfterMs = facts.retryAfterMs
  }
}

export function isStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status
}

const broken = new WeakSet<Error>()

/** Marks it: the connection failed, broke, or took too long. */
export function unanswered(error: Error): Error {
  broken.add(error)
  return error
}

/** No API server said anything; at most a proxy in front of it did. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && broken.has(error)
}

/** Out of a `Status` object, as an answer's body or as a watch's ERROR event. */
export function apiError(
  body: unknown,
  {
    status,
    retryAfter,
  }: { readonly status?: number; readonly retryAfter?: string | undefined } = {},
): ApiError {
  const said = isRecord(body) ? body : {}
  const details = isRecord(said['details']) ? said['details'] : {}
  const code = status ?? (typeof said['code'] === 'number' ? said['code'] : 500)
  const seconds = Number(retryAfter ?? details['retryAfterSeconds'])
  const error = new ApiError({
    status: code,
    message: typeof said['message'] === 'string' ? said['message'] : `the API server said ${code}`,
    reason: typeof said['reason'] === 'string' ? said['reason'] : undefined,
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined,
  })
  const isOfProxy = said['kind'] !== 'Status' && [502, 503, 504].includes(code)
  if (isOfProxy) unanswered(error)
  return error
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
