// FieldBlock that every HTTP/2 connection knows from its start (RFC 7541 Appendix A).

const listed = `:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate`

export const staticNames: readonly string[] = entries().map(([name]) => name)
export const staticValues: readonly string[] = entries().map(([, value]) => value)

/** By name: the index of its first entry, the first of the table being 1. */
const firstIndex = new Map<string, number>()
for (const [at, name] of staticNames.entries())
  if (!firstIndex.has(name)) firstIndex.set(name, at + 1)

/** 0: no entry has that name. */
export function staticIndexOfName(name: string): number {
  return firstIndex.get(name) ?? 0
}

/** The entry with that name and value, where `first` is the first one with the name; 0: there is none. */
export function staticIndexOfField(first: number, value: string): number {
  if (first === 0) return 0
  const name = staticNames[first - 1]
  for (let at = first - 1; staticNames[at] === name; at++)
    if (staticValues[at] === value) return at + 1
  return 0
}

function entries(): (readonly [name: string, value: string])[] {
  return listed.split('\n').map((line) => {
    const end = line.indexOf(' ')
    return end < 0 ? [line, ''] : [line.slice(0, end), line.slice(end + 1)]
  })
}
