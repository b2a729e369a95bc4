// Whether no connection could be made for a limit of this machine: its descriptors, local ports or memory.
// Of the endpoint that says nothing, so that it is never held against it.

const codes: ReadonlySet<unknown> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EAGAIN',
  // Of connect(): all local ports to this endpoint are taken (connect(2)).
  'EADDRNOTAVAIL',
])

/** Looks at what caused it, too. */
export function isMachineLimit(error: Error): boolean {
  if ('code' in error && codes.has(error.code)) return true
  return error.cause instanceof Error && isMachineLimit(error.cause)
}
