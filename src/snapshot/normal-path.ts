// The one spelling of a path. Requests and the paths in routes are both brought to it, once, and endpoints
// get it: two spellings of one path never meet different rules.

/**
 * RFC 3986 §6.2.2: encoded unreserved characters are decoded, other encodings written with capitals; then dot
 * segments are resolved. What is encoded for a reason (`%2F`, `%25`) stays so.
 */
export function normalPath(path: string): string {
  return resolveDotSegments(normalEncoding(path))
}

/**
 * What may not stand in a path (§3.3) is its encoded form: `[`, `]` and `|`, which browsers leave there, and
 * whatever an expression in a route writes out.
 */
export function normalEncoding(path: string): string {
  if (!/[^-A-Za-z0-9._~!$&'()*+,;=:@/]/.test(path)) return path
  return path
    .toWellFormed()
    .replaceAll(/%([0-9A-Fa-f]{2})|[^-A-Za-z0-9._~!$&'()*+,;=:@/%]/gu, (written, digits?: string) =>
      digits === undefined
        ? encodeURIComponent(written)
        : (unreserved(digits) ?? written.toUpperCase()),
    )
}

/** The character that two hex digits are the encoding of, if it needs none (§2.3). */
export function unreserved(digits: string): string | undefined {
  const character = String.fromCharCode(Number.parseInt(digits, 16))
  return /[a-z0-9\-._~]/i.test(character) ? character : undefined
}

/** RFC 3986 §5.2.4. `//` is kept: an empty segment is a segment. */
function resolveDotSegments(path: string): string {
  if (!path.includes('/.')) return path
  const output: string[] = []
  const segments = path.slice(1).split('/')
  for (const [index, segment] of segments.entries()) {
    const isDots = segment === '.' || segment === '..'
    if (segment === '..') output.pop()
    else if (!isDots) output.push(segment)
    if (isDots && index === segments.length - 1) output.push('')
  }
  return `/${output.join('/')}`
}
