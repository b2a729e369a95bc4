// Recognises a head that is plain: HTTP/1.1, a method that everybody knows, origin form, one Host, a body framed
// in one way, nothing that asks for more than an answer. Nothing is judged here: whatever is not plain is read by
// the reference way, so that this one is never laxer.
import { toldByGateway } from '../../filters/forwarding-headers.ts'
import { FieldLines, incomplete, lineSlots } from '../../http1-bytes/field-lines.ts'
import { FieldNames } from '../../http1-bytes/field-names.ts'
import { carriageReturn, decimal, space } from '../../http1-bytes/octets.ts'
import { ofOneHop } from '../request-headers.ts'
import { inOddPath, inPath, inQuery, targetOctets } from './target-octets.ts'

/** It is not plain. */
export const notPlain = -2

/** What becomes of a line on its way to the endpoint. */
export const keep = 0
export const drop = 1
/** Kept, with other spaces around its value. */
export const respace = 2

/** More lines than any browser sends. */
const mostLines = 96
const slash = 47
const dot = 46
const questionMark = 63
const underscore = 95

const isOther = 0
const isHost = 1
const isLength = 2
const isCoding = 3
const isConnection = 4
const isRequestId = 5
const isUserAgent = 6
const isCookie = 7
const isPass = 8
const isDropped = 9
const isTrailer = 10
const isNotPlain = 11

const names = new FieldNames<number>(
  {
    // Of one hop, or for the gateway to tell: the same tables as the reference way's.
    ...Object.fromEntries([...ofOneHop, ...toldByGateway].map((name) => [name, isDropped])),
    host: isHost,
    'content-length': isLength,
    'transfer-encoding': isCoding,
    connection: isConnection,
    'x-request-id': isRequestId,
    'user-agent': isUserAgent,
    cookie: isCookie,
    'cdn-loop': isPass,
    // They ask for more than an answer, or say what has to be looked at more closely.
    expect: isNotPlain,
    upgrade: isNotPlain,
    'http2-settings': isNotPlain,
    te: isNotPlain,
    trailer: isTrailer,
  },
  isOther,
)

const isChunkedWord = 1
const isCloseWord = 2
const isKeepAliveWord = 3
const words = new FieldNames<number>(
  { chunked: isChunkedWord, close: isCloseWord, 'keep-alive': isKeepAliveWord },
  0,
)

const methods = ['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS'].map((name) => ({
  name,
  octets: Buffer.from(`${name} `, 'latin1'),
}))
const version = Buffer.from('HTTP/1.1\r\n', 'latin1')

/** Of the head that was read last; offsets into its bytes. */
export const plainHead = {
  method: '',
  targetStart: 0,
  targetEnd: 0,
  /** There is another spelling of its path: it has escapes, or dots at the start of a segment. */
  isTargetOdd: false,
  hostStart: 0,
  hostEnd: 0,
  /** Slots of these lines in `headLines`; -1: there is none. */
  requestIdLine: -1,
  userAgentLine: -1,
  /** Declared bytes of the body; -1: none are declared. */
  length: -1,
  isChunked: false,
  /** The client says `close`. */
  isLast: false,
  /** It passed a gateway of this kind before. */
  hasPassed: false,
}

/** Of the same head, with what becomes of each. Offsets are those of the head. */
export const headLines = new FieldLines(mostLines)

/** Where the body begins, `incomplete`, or `notPlain`. */
export function readPlainHead(bytes: Uint8Array, length: number): number {
  const targetAt = readMethod(bytes, length)
  if (targetAt < 0) return targetAt
  let at = readPlainTarget(bytes, targetAt, length)
  if (at < 0) return at
  for (let i = 0; i < version.length; i++, at++) {
    if (at === length) return incomplete
    if (bytes[at] !== version[i]) return notPlain
  }
  headLines.reset(at)
  const end = headLines.read(bytes, 0, length)
  if (end < 0) return end === incomplete ? incomplete : notPlain
  return readMeanings(bytes) ? end : notPlain
}

function readMethod(bytes: Uint8Array, length: number): number {
  for (let i = 0; i < methods.length; i++) {
    const { name, octets: wanted } = methods[i]!
    let at = 0
    while (at < wanted.length && at < length && bytes[at] === wanted[at]) at++
    if (at === wanted.length) {
      plainHead.method = name
      return at
    }
    if (at === length) return incomplete
  }
  return notPlain
}

function readPlainTarget(bytes: Uint8Array, start: number, length: number): number {
  if (start === length) return incomplete
  if (bytes[start] !== slash) return notPlain
  let isOdd = false
  let at = start
  for (; at < length; at++) {
    const octet = bytes[at]!
    const roles = targetOctets[octet]!
    if ((roles & (inPath | inOddPath)) === 0) break
    if ((roles & inOddPath) !== 0 || (octet === dot && bytes[at - 1] === slash)) isOdd = true
  }
  if (bytes[at] === questionMark)
    while (++at < length && (targetOctets[bytes[at]!]! & inQuery) !== 0);
  if (at >= length) return incomplete
  if (bytes[at] !== space) return notPlain
  plainHead.targetStart = start
  plainHead.targetEnd = at
  plainHead.isTargetOdd = isOdd
  return at + 1
}

/** What they say; false where one is not plain. */
function readMeanings(bytes: Uint8Array): boolean {
  const { count, offsets } = headLines
  const end = count * lineSlots
  let hasHost = false
  let hasCookie = false
  let hasTrailer = false
  let bodyLength = -1
  let isChunked = false
  plainHead.isLast = false
  plainHead.hasPassed = false
  plainHead.requestIdLine = -1
  plainHead.userAgentLine = -1
  for (let slot = 0; slot < end; slot += lineSlots) {
    const nameEnd = offsets[slot + 1]!
    const valueStart = offsets[slot + 2]!
    const valueEnd = offsets[slot + 3]!
    let becomes = drop
    switch (names.find(bytes, offsets[slot]!, nameEnd)) {
      case isOther:
        if (hasUnderscore(bytes, offsets[slot]!, nameEnd)) return false
        becomes = writtenAs(bytes, nameEnd, valueStart, valueEnd)
        break
      case isHost:
        if (hasHost) return false
        hasHost = true
        plainHead.hostStart = valueStart
        plainHead.hostEnd = valueEnd
        break
      case isLength:
        if (bodyLength !== -1) return false
        bodyLength = decimal(bytes, valueStart, valueEnd)
        if (bodyLength === -1) return false
        break
      case isCoding:
        if (isChunked || words.find(bytes, valueStart, valueEnd) !== isChunkedWord) return false
        isChunked = true
        break
      case isConnection: {
        const word = words.find(bytes, valueStart, valueEnd)
        if (word === isCloseWord) plainHead.isLast = true
        else if (word !== isKeepAliveWord) return false
        break
      }
      case isRequestId:
        // The first counts.
        if (plainHead.requestIdLine === -1) plainHead.requestIdLine = slot
        break
      case isUserAgent:
        if (plainHead.userAgentLine === -1) plainHead.userAgentLine = slot
        becomes = writtenAs(bytes, nameEnd, valueStart, valueEnd)
        break
      case isCookie:
        // Several become one line.
        if (hasCookie) return false
        hasCookie = true
        becomes = writtenAs(bytes, nameEnd, valueStart, valueEnd)
        break
      case isTrailer:
        hasTrailer = true
        becomes = writtenAs(bytes, nameEnd, valueStart, valueEnd)
        break
      case isPass:
        plainHead.hasPassed = true
        becomes = writtenAs(bytes, nameEnd, valueStart, valueEnd)
        break
      case isDropped:
        break
      default:
        return false
    }
    offsets[slot + 4] = becomes
  }
  plainHead.length = bodyLength
  plainHead.isChunked = isChunked
  // Of a body with a length, or of none, none are announced.
  return hasHost && !(isChunked && bodyLength !== -1) && !(hasTrailer && !isChunked)
}

/** To some endpoints it is a hyphen. */
function hasUnderscore(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === underscore) return true
  return false
}

function writtenAs(
  bytes: Uint8Array,
  nameEnd: number,
  valueStart: number,
  valueEnd: number,
): number {
  const isTidy = valueStart === nameEnd + 2 && bytes[nameEnd + 1] === space
  return isTidy && bytes[valueEnd] === carriageReturn ? keep : respace
}
