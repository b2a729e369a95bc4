// Hostnames as listeners and routes have them: '' is any, `a.b` is exact, `*.b` is everything below b.
// "Hostnames that are prefixed with a wildcard label (`*.`) are interpreted as a suffix match. That
// means that a match for `*.example.com` would match both `test.example.com`, and
// `foo.test.example.com`, but not `example.com`" (gateway_types.go). All are lower case here.

/** Whether every name that `narrow` stands for is one that `wide` stands for. */
export function includesHostname(wide: string, narrow: string): boolean {
  if (wide === '' || wide === narrow) return true
  return wide.startsWith('*.') && narrow !== '' && suffixOf(narrow).endsWith(wide.slice(1))
}

/** The names that both stand for, which is the narrower of the two; undefined: none. */
export function intersectionOf(a: string, b: string): string | undefined {
  if (includesHostname(a, b)) return b
  if (includesHostname(b, a)) return a
  return undefined
}

export interface HostnameWithin {
  /** What both stand for, the listener and the route. */
  readonly hostname: string
  /** The route's own that led to it, which decides its precedence; '' where it has none. */
  readonly ofRoute: string
}

/** The hostnames of a listener that a route serves; a route without hostnames serves what the listener has. */
export function hostnamesWithin(
  listener: string,
  hostnames: readonly string[] = [],
): readonly HostnameWithin[] {
  if (hostnames.length === 0) return [{ hostname: listener, ofRoute: '' }]
  const within = new Map<string, HostnameWithin>()
  for (const ofRoute of hostnames
    .map((hostname) => hostname.toLowerCase())
    .toSorted(bySpecificity)) {
    const hostname = intersectionOf(listener, ofRoute)
    if (hostname !== undefined && !within.has(hostname)) within.set(hostname, { hostname, ofRoute })
  }
  return [...within.values()]
}

/**
 * Most specific first: exact names, then wildcards ("the higher the number of dots in the hostname to
 * the right of the wildcard character, the higher the precedence"), then ''. Equals by alphabet.
 */
export function bySpecificity(a: string, b: string): number {
  return rankOf(b) - rankOf(a) || (a < b ? -1 : Number(a > b))
}

/** `*.b.c` of a wildcard stands for names that end in `.b.c`, with at least one label more. */
function suffixOf(hostname: string): string {
  return hostname.startsWith('*.') ? hostname.slice(1) : hostname
}

function rankOf(hostname: string): number {
  if (hostname === '') return 0
  return hostname.startsWith('*.') ? hostname.split('.').length : Number.MAX_SAFE_INTEGER
}
