// A request with a plain head, as routing, filters and balancing ask about it. Its headers are a list only for who
// asks for that: most requests are over before anyone does.
import type { HeaderList, RequestHead } from '../../words/exchange.ts'
import { readKnownAuthority } from '../authority.ts'
import { endToEndRequestHeaders } from '../request-headers.ts'
import { readTarget } from '../request-target.ts'
import { plainHead } from './plain-head.ts'

export class PlainRequest implements RequestHead {
  readonly method: string
  readonly target: string
  readonly scheme: 'http' | 'https'
  readonly authority: string
  readonly hostname: string
  readonly httpVersion = '1.1'
  /** As it came. */
  readonly text: string
  #headers: HeaderList | undefined

  constructor(given: {
    readonly method: string
    readonly target: string
    readonly scheme: 'http' | 'https'
    readonly authority: string
    readonly hostname: string
    readonly text: string
  }) {
    this.method = given.method
    this.target = given.target
    this.scheme = given.scheme
    this.authority = given.authority
    this.hostname = given.hostname
    this.text = given.text
  }

  get headers(): HeaderList {
    return (this.#headers ??= endToEndRequestHeaders(rawHeaders(this.text)))
  }

  /** With all of its fields its own: for who makes another request of it. */
  spread(): RequestHead {
    const { method, target, scheme, authority, hostname, httpVersion, headers } = this
    return { method, target, scheme, authority, hostname, httpVersion, headers }
  }
}

/** Of the head that was read last; undefined where its host or target is not valid. */
export function plainRequestOf(
  text: string,
  scheme: PlainRequest['scheme'],
): PlainRequest | undefined {
  const { method, targetStart, targetEnd, isTargetOdd, hostStart, hostEnd } = plainHead
  const host = readKnownAuthority(text.slice(hostStart, hostEnd))
  if (host === 'invalid') return undefined
  let target = text.slice(targetStart, targetEnd)
  if (isTargetOdd) {
    const read = readTarget(method, target)
    if (read.type === 'refusal') return undefined
    target = read.target
  }
  const { authority, hostname } = host
  return new PlainRequest({ method, target, scheme, authority, hostname, text })
}

/** Name and value in turns. */
function rawHeaders(text: string): string[] {
  const raw: string[] = []
  let start = text.indexOf('\r\n') + 2
  for (let end = text.indexOf('\r\n', start); end > start; end = text.indexOf('\r\n', start)) {
    const colon = text.indexOf(':', start)
    raw.push(text.slice(start, colon), withoutSpaces(text.slice(colon + 1, end)))
    start = end + 2
  }
  return raw
}

/** Those of HTTP: what is a space to Unicode is part of a value. */
function withoutSpaces(value: string): string {
  return value.replace(/^[ \t]+|[ \t]+$/g, '')
}
