// Who reads a connection that carries HTTP: the HTTP/2 preface says so itself (RFC 9113 §3.4), all else
// is HTTP/1.x, whose first line is looked at because Node's parser takes RTSP and ICE for HTTP/1.0.
import { refuse, type Refusal } from './refusal.ts'
import type { Look } from './first-bytes.ts'

export type FirstLine = 'http1' | 'http2' | Refusal

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')
const lineFeed = 10
const carriageReturn = 13

/** `most`: a line longer than this is left to the parser, which has the same limit for the whole head. */
export function lookAtFirstLine(bytes: Buffer, seen: number, most: number): Look<FirstLine> {
  const shared = Math.min(bytes.length, preface.length)
  if (bytes.subarray(0, shared).equals(preface.subarray(0, shared))) {
    return shared === preface.length ? { found: 'http2' } : { needs: shared + 1 }
  }
  // RFC 9112 §2.2: empty lines before the first are passed over.
  let start = 0
  while (bytes[start] === carriageReturn || bytes[start] === lineFeed) start++
  const end = bytes.indexOf(lineFeed, Math.max(start, seen - 1))
  if (end === -1 && bytes.length <= most) return { needs: bytes.length + 1 }
  if (end === -1) return { found: 'http1' }
  const line = bytes.toString('latin1', start, end).trimEnd()
  const [, protocol] = /^\S+ +\S+ +(\S+)$/.exec(line) ?? []
  const isOther = protocol !== undefined && !protocol.startsWith('HTTP/')
  return { found: isOther ? refuse('bad-version') : 'http1' }
}
