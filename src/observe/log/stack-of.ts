// What of an error is told beside its fields. A stack leads a developer to a bug; that a peer cannot be
// reached is none, and while it lasts its lines would be most of the log.

/** Undefined of an error of a connection. */
export function stackOf(error: Error): string | undefined {
  return 'code' in error && ofConnections.has(error.code) ? undefined : error.stack
}

/** Of several addresses that were tried, what each of them said: the whole then says nothing itself. */
export function messageOf(error: Error): string {
  if (error.message !== '' || !(error instanceof AggregateError)) return error.message
  return error.errors.map((one) => (one instanceof Error ? one.message : String(one))).join('; ')
}

const ofConnections: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
