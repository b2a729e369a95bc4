// Reads the head of an HTTP/2 request. nghttp2 has judged the frame and the pseudo-headers' syntax;
// here stands what RFC 9113 §8.3 leaves to the receiver, and what HTTP/1.1 would read differently.
import type { HeaderList, RequestHead } from '../words/exchange.ts'
import { type Authority, readKnownAuthority } from './authority.ts'
import { refuse, type RequestRefusal } from '../sockets/refusal.ts'
import { endToEndRequestHeaders } from './request-headers.ts'
import { rawValues, readLength, type ReadHead } from './request-head.ts'
import { readTarget } from './request-target.ts'

export interface RawHttp2Head {
  /** Name and value in turns, pseudo-headers included. */
  readonly rawHeaders: readonly string[]
  readonly endsStream: boolean
  readonly scheme: 'http' | 'https'
  readonly headerCount: number
  readonly headBytes: number
}

const token = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i

export function readHttp2Head(raw: RawHttp2Head): ReadHead | RequestRefusal {
  const { rawHeaders } = raw
  if (isTooLarge(raw)) return refuse(hasLongTarget(raw) ? 'target-too-long' : 'header-too-large')
  const method = only(rawHeaders, ':method')
  if (method === undefined || !token.test(method)) return refuse('bad-syntax')
  if (method === 'CONNECT') return refuse('bad-method')
  if (only(rawHeaders, ':scheme') !== raw.scheme) return refuse('bad-scheme')
  const path = only(rawHeaders, ':path') ?? ''
  if (!path.startsWith('/') && path !== '*') return refuse('bad-target')
  const target = readTarget(method, path)
  if (target.type === 'refusal') return target
  const authority = readHttp2Authority(rawHeaders)
  if (authority === undefined) return refuse('bad-authority')
  const expected = rawValues(rawHeaders, 'expect')
  const expectsContinue = expected.length === 1 && expected[0]!.toLowerCase() === '100-continue'
  if (expected.length > 0 && !expectsContinue) return refuse('bad-expectation')
  const lengths = rawValues(rawHeaders, 'content-length')
  const bodyLength = lengths.length === 1 ? readLength(lengths[0]!) : undefined
  if (lengths.length > 0 && bodyLength === undefined) return refuse('bad-framing')
  const request: RequestHead = {
    method,
    target: target.target,
    scheme: raw.scheme,
    ...authority,
    httpVersion: '2',
    headers: withOneCookie(endToEndRequestHeaders(rawHeaders)),
  }
  // RFC 9110 §9.3.2, §9.3.8: the content of a HEAD or a TRACE means nothing; it is not passed on.
  const hasBody = !raw.endsStream && method !== 'HEAD' && method !== 'TRACE'
  return {
    type: 'head',
    request,
    hasBody,
    // What is not passed on has no length either: an endpoint would wait for it, and take the next
    // request on its connection for it.
    bodyLength: hasBody || raw.endsStream ? bodyLength : undefined,
    expectsContinue: expectsContinue && hasBody,
  }
}

/**
 * RFC 9113 §6.5.2: the size of a field is that of its name and value, and 32. Cookies that were split for
 * compression (§8.2.3) are one field, with `; ` between them.
 */
function isTooLarge({ rawHeaders, headerCount, headBytes }: RawHttp2Head): boolean {
  let count = 0
  let bytes = 0
  let isCookieKnown = false
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    const isCrumb = isCookieKnown && name === 'cookie'
    if (name === 'cookie') isCookieKnown = true
    if (!isCrumb) count++
    bytes += rawHeaders[i + 1]!.length + (isCrumb ? 2 : name.length + 32)
  }
  return count > headerCount || bytes > headBytes
}

/** Whether it is the target that makes the head too large. */
function hasLongTarget({ rawHeaders, headBytes }: RawHttp2Head): boolean {
  return (only(rawHeaders, ':path') ?? '').length > headBytes / 2
}

/** RFC 9113 §8.3.1: Host and :authority must not differ; one of them must be there. */
function readHttp2Authority(raw: readonly string[]): Authority | undefined {
  const authorities = rawValues(raw, ':authority')
  const hosts = rawValues(raw, 'host')
  if (authorities.length > 1 || hosts.length > 1) return undefined
  const authority = authorities[0] ?? hosts[0]
  if (authority === undefined || (hosts.length === 1 && hosts[0] !== authority)) return undefined
  const read = readKnownAuthority(authority)
  return read === 'invalid' ? undefined : read
}

/** RFC 9113 §8.2.3: cookies that were split for compression are joined for those who know one line. */
function withOneCookie(headers: HeaderList): HeaderList {
  const cookies = headers.filter(([name]) => name === 'cookie')
  if (cookies.length < 2) return headers
  const joined = ['cookie', cookies.map(([, value]) => value).join('; ')] as const
  const first = headers.indexOf(cookies[0]!)
  return headers.flatMap((header, index) => {
    if (header[0] !== 'cookie') return [header]
    return index === first ? [joined] : []
  })
}

function only(raw: readonly string[], name: string): string | undefined {
  const values = rawValues(raw, name)
  return values.length === 1 ? values[0] : undefined
}
