// What RFC 9113 §8 says of the fields of a request, before anything is made of them.
import { connectionHeaders } from '../../snapshot/connection-headers.ts'

export type HeadVerdict =
  | 'fine'
  /** §8.1.1: a stream error. */
  | 'malformed'
  /** §8.2.1: a character that no name or value may have. As malformed, but its client can be told. */
  | 'forbidden'

const pseudo = { ':method': 1, ':scheme': 2, ':path': 4, ':authority': 8 } as const
const ofRequest = pseudo[':method'] | pseudo[':scheme'] | pseudo[':path']

/** §8.2.2: they mean nothing here, and something to an HTTP/1.1 endpoint. */
const connectionSpecific: ReadonlySet<string> = new Set(
  [...connectionHeaders].filter((name) => name !== 'te' && name !== 'http2-settings'),
)

const token = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i
const syntax: Readonly<Record<keyof typeof pseudo, RegExp>> = {
  ':method': token,
  ':scheme': /^[a-z][a-z0-9+\-.]*$/i,
  ':path': /^[\x21-\x7e\x80-\xff]+$/,
  ':authority': /^[!$%&'()*+,\-.0-9:;=A-Z[\]_a-z~]+$/,
}
const value = /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/
const upperCase = /[A-Z]/
const digits = /^[0-9]+$/

/** `fields`: name and value in turns. */
export function judgeRequestHead(fields: readonly string[]): HeadVerdict {
  let seen = 0
  let isRegular = false
  let isForbidden = false
  let hasHost = false
  let lengths = 0
  let isConnect = false
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i]!
    const text = fields[i + 1]!
    if (name.startsWith(':')) {
      if (isRegular || !isPseudo(name) || (seen & pseudo[name]) !== 0) return 'malformed'
      if (!syntax[name].test(text)) return 'malformed'
      seen |= pseudo[name]
      if (name === ':method' && text === 'CONNECT') isConnect = true
      continue
    }
    isRegular = true
    const verdict = judgeField(name, text)
    if (verdict === 'malformed') return 'malformed'
    if (verdict === 'forbidden') isForbidden = true
    if (name === 'host') {
      if (!syntax[':authority'].test(text)) return 'malformed'
      hasHost = true
    }
    if (name === 'content-length' && (++lengths > 1 || !digits.test(text))) return 'malformed'
  }
  const hasAuthority = hasHost || (seen & pseudo[':authority']) !== 0
  const needed = isConnect ? pseudo[':method'] : ofRequest
  if (!hasAuthority || (seen & ofRequest) !== needed) return 'malformed'
  return isForbidden ? 'forbidden' : 'fine'
}

export function judgeTrailers(fields: readonly string[]): HeadVerdict {
  let isForbidden = false
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i]!
    const verdict = name.startsWith(':') ? 'malformed' : judgeField(name, fields[i + 1]!)
    if (verdict === 'malformed') return 'malformed'
    if (verdict === 'forbidden') isForbidden = true
  }
  return isForbidden ? 'forbidden' : 'fine'
}

function isPseudo(name: string): name is keyof typeof pseudo {
  return Object.hasOwn(pseudo, name)
}

/** Of a field that is no pseudo-header, of a request or of an answer. */
export function judgeField(name: string, text: string): HeadVerdict {
  if (upperCase.test(name) || connectionSpecific.has(name)) return 'malformed'
  if (name === 'te' && text.toLowerCase() !== 'trailers') return 'malformed'
  return token.test(name) && value.test(text) ? 'fine' : 'forbidden'
}
