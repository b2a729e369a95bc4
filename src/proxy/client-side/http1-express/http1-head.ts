// Reads the head of an HTTP/1.x request as strictly as a proxy must: Node's parser has judged the
// syntax, here stands what it lets through (RFC 9112 §3, §6) and two parties could read differently.
import { nodeHttp } from '../../words/node-http.ts'
import type { RequestHead } from '../../words/exchange.ts'
import { readAuthority, type Authority } from '../authority.ts'
import { refuse, type RequestRefusal } from '../../sockets/refusal.ts'
import { endToEndRequestHeaders, tokensOf } from '../request-headers.ts'
import { rawValues, readLength, type ReadHead } from '../request-head.ts'
import { readTarget, type RequestTarget } from '../request-target.ts'

export interface RawHttp1Head {
  readonly method: string
  readonly url: string
  readonly httpVersion: string
  /** Name and value in turns. */
  readonly rawHeaders: readonly string[]
  readonly scheme: 'http' | 'https'
  /** For HTTP/1.0 without Host: address and port that the request came to (RFC 9112 §3.3). */
  readonly localAuthority: string
  readonly headerCount: number
}

// The parser's list also knows RTSP's methods, which METHODS leaves out, and SOURCE of Icecast.
const served = new Set(nodeHttp.METHODS)
for (const method of ['CONNECT', 'PRI', 'SOURCE']) served.delete(method)

export function readHttp1Head(raw: RawHttp1Head): ReadHead | RequestRefusal {
  const { method, httpVersion: version, rawHeaders } = raw
  if (version !== '1.1' && version !== '1.0') return refuse('bad-version')
  if (!served.has(method)) return refuse('bad-method')
  if (rawHeaders.length / 2 > raw.headerCount) return refuse('header-too-large')
  const target = readTarget(method, raw.url)
  if (target.type === 'refusal') return target
  if (target.scheme !== undefined && target.scheme !== raw.scheme) return refuse('bad-scheme')
  const authority = readHost(raw, target)
  if (authority === undefined) return refuse('bad-authority')
  const framing = readFraming(raw)
  if (framing.type === 'refusal') return framing
  const expected = version === '1.1' ? rawValues(rawHeaders, 'expect') : []
  const expectsContinue = expected.length === 1 && expected[0]!.toLowerCase() === '100-continue'
  if (expected.length > 0 && !expectsContinue) return refuse('bad-expectation')
  const request: RequestHead = {
    method,
    target: target.target,
    scheme: raw.scheme,
    ...authority,
    httpVersion: version,
    headers: endToEndRequestHeaders(rawHeaders),
    ...readUpgrade(raw),
  }
  const { hasBody, bodyLength } = framing
  return { type: 'head', request, hasBody, bodyLength, expectsContinue: expectsContinue && hasBody }
}

/** RFC 9112 §3.2: exactly one Host in HTTP/1.1; the authority of an absolute form replaces it. */
function readHost(raw: RawHttp1Head, target: RequestTarget): Authority | undefined {
  const hosts = rawValues(raw.rawHeaders, 'host')
  const isMissing = hosts.length === 0 && raw.httpVersion === '1.0'
  const host = readAuthority(isMissing ? raw.localAuthority : (hosts[0] ?? ''))
  if (hosts.length > 1 || host === undefined) return undefined
  return target.authority === undefined ? host : readAuthority(target.authority)
}

type Framing = { readonly type: 'framing' } & Pick<ReadHead, 'hasBody' | 'bodyLength'>

function readFraming({ method, httpVersion, rawHeaders }: RawHttp1Head): Framing | RequestRefusal {
  const codings = rawValues(rawHeaders, 'transfer-encoding')
  const lengths = rawValues(rawHeaders, 'content-length')
  if (lengths.length + codings.length > 1) return refuse('bad-framing')
  const [coding] = codings
  if (coding !== undefined) {
    // RFC 9112 §6.1: HTTP/1.0 knows no transfer codings; someone before us would have read another body.
    if (httpVersion === '1.0' || method === 'TRACE') return refuse('bad-framing')
    if (coding.trim().toLowerCase() !== 'chunked') return refuse('bad-transfer-coding')
    return { type: 'framing', hasBody: true, bodyLength: undefined }
  }
  const [length] = lengths
  if (length === undefined) return { type: 'framing', hasBody: false, bodyLength: undefined }
  const bodyLength = readLength(length)
  if (bodyLength === undefined) return refuse('bad-framing')
  // RFC 9110 §9.3.8
  if (method === 'TRACE' && bodyLength > 0) return refuse('bad-framing')
  return { type: 'framing', hasBody: bodyLength > 0, bodyLength }
}

function readUpgrade(raw: RawHttp1Head): Pick<RequestHead, 'upgrade' | 'isUpgradeIgnored'> {
  const protocols = rawValues(raw.rawHeaders, 'upgrade').flatMap(tokensOf)
  if (protocols.length === 0) return {}
  const upgrade = askedUpgrade(raw)
  if (upgrade !== undefined) return { upgrade }
  return protocols.every((protocol) => ofHttpOrTls.test(protocol)) ? {} : { isUpgradeIgnored: true }
}

/**
 * What the client asks to go on with (RFC 9110 §7.8): one protocol, and none whose bytes would be requests that
 * nobody judged. With a body, or where several are offered, the request is a plain one.
 */
export function askedUpgrade(
  raw: Pick<RawHttp1Head, 'method' | 'httpVersion' | 'rawHeaders'>,
): string | undefined {
  if (raw.httpVersion !== '1.1' || !served.has(raw.method)) return undefined
  const upgrades = rawValues(raw.rawHeaders, 'upgrade')
  const [upgrade = ''] = upgrades.map((value) => value.trim())
  if (upgrades.length !== 1 || !aProtocol.test(upgrade) || ofHttpOrTls.test(upgrade))
    return undefined
  const connection = rawValues(raw.rawHeaders, 'connection').flatMap(tokensOf)
  if (!connection.includes('upgrade')) return undefined
  const lengths = rawValues(raw.rawHeaders, 'content-length')
  const hasBody = lengths.some((length) => length !== '0')
  if (hasBody || rawValues(raw.rawHeaders, 'transfer-encoding').length > 0) return undefined
  if (upgrade.toLowerCase() !== 'websocket') return upgrade
  // RFC 6455 §4.1
  return raw.method === 'GET' ? 'websocket' : undefined
}

const aProtocol = /^[!#$%&'*+\-.^_`|~0-9a-z]+(?:\/[!#$%&'*+\-.^_`|~0-9a-z]+)?$/i
const ofHttpOrTls = /^(?:h2c?|h3|https?|tls)(?:\/|$)/i
