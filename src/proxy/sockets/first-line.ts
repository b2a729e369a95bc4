// Who reads a connection that carries HTTP: the HTTP/2 preface says so itself (RFC 9113 §3.4), all else
// is HTTP/1.x, whose first line is looked at because Node's parser takes RTSP and ICE for HTTP/1.0, and
// does not tell what is too long.
import { fewBytes } from '../turns/fair-turns.ts'
import { refuse, type RequestRefusal } from './refusal.ts'
import type { LookResult } from './first-bytes.ts'

export type FirstLine = 'http2' | Http1Line | RequestRefusal

export interface Http1Line {
  readonly type: 'http1'
  /** It is the larger part of what a head may have. */
  readonly isLong: boolean
  /** It named a later version than HTTP/1.1. */
  readonly isLater: boolean
  /** More of a body in chunks came with it than is to be parsed in one go. */
  readonly isManyChunks: boolean
}

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')
const lineFeed = 10
const carriageReturn = 13

/** `most`: what the parser allows for the whole head. */
export function lookAtFirstLine(bytes: Buffer, seen: number, most: number): LookResult<FirstLine> {
  const shared = Math.min(bytes.length, preface.length)
  if (bytes.subarray(0, shared).equals(preface.subarray(0, shared))) {
    return shared === preface.length ? { found: 'http2' } : { needs: shared + 1 }
  }
  // RFC 9112 §2.2: empty lines before the first are passed over.
  let start = 0
  while (bytes[start] === carriageReturn || bytes[start] === lineFeed) start++
  const end = bytes.indexOf(lineFeed, Math.max(start, seen - 1))
  if (end === -1 && bytes.length <= most) return { needs: bytes.length + 1 }
  const found = readFirstLine(bytes.subarray(start, end === -1 ? bytes.length : end), most)
  return { found: found.type === 'http1' ? { ...found, isManyChunks: isManyChunks(bytes) } : found }
}

function isManyChunks(bytes: Buffer): boolean {
  if (bytes.length <= fewBytes) return false
  const end = bytes.indexOf('\r\n\r\n')
  return /\ntransfer-encoding:/i.test(bytes.toString('latin1', 0, end === -1 ? bytes.length : end))
}

function readFirstLine(
  bytes: Buffer,
  most: number,
): Omit<Http1Line, 'isManyChunks'> | RequestRefusal {
  const line = bytes.toString('latin1').trimEnd()
  const isLong = line.length > most / 2
  const usual = { type: 'http1', isLong, isLater: false } as const
  const words = /^\S+ +(\S+)(?: +(\S+))?$/.exec(line)
  if (words === null) return usual
  const protocol = words[2]
  if (line.length > most) return refuse('target-too-long')
  if (protocol === undefined || !protocol.startsWith('HTTP/')) return refuse('bad-syntax')
  if (!/^HTTP\/1\.[2-9]$/.test(protocol)) return usual
  // RFC 9110 §2.5: a later minor version is served as the highest that is spoken. The parser refuses it.
  bytes.write('1', line.length - 1, 'latin1')
  return { ...usual, isLater: true }
}
