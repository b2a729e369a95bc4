// What an octet may be in a request target, as one table (request-target.ts has the same as expressions).

/** RFC 3986 pchar and `/`: what stands in a path as it is. */
export const inPath = 1
/** Allowed in a path, but there is another spelling of it. */
export const inOddPath = 2
/** What browsers leave in a query as it is. */
export const inQuery = 4

export const targetOctets = new Uint8Array(256)

for (let code = 0; code < 256; code++) {
  const character = String.fromCharCode(code)
  if (/[A-Za-z0-9\-._~!$&'()*+,;=:@/]/.test(character)) targetOctets[code]! |= inPath
  if (/[%[\]|]/.test(character)) targetOctets[code]! |= inOddPath
  if (code > 32 && code < 127 && !/["#<>\\]/.test(character)) targetOctets[code]! |= inQuery
}
