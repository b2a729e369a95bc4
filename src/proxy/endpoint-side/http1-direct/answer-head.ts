// Reads the head of an endpoint's answer over bytes, strictly: what Node's parser and
// http1-middleware/http1-answer.ts refuse is refused, and where the body ends is never a guess (RFC 9112 §6.3).
import {
  FieldLines,
  incomplete,
  lineSlots,
  malformed,
  pairsOfLines,
} from '../../http1-bytes/field-lines.ts'
import { FieldNames } from '../../http1-bytes/field-names.ts'
import {
  carriageReturn,
  decimal,
  fieldValue,
  lineFeed,
  octets,
  space,
} from '../../http1-bytes/octets.ts'
import { connectionHeaders } from '../../../snapshot/connection-headers.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { maxHeadBytes } from '../../words/head-bytes.ts'
import type { AnswerFraming, EndpointHead } from '../answer-receiver.ts'
import { maxAnswerHeaders } from '../endpoint-limits.ts'
import { endToEndHeaders } from '../end-to-end-headers.ts'

/**
 * What a line is to whoever passes the answer on: the fifth number of each (field-lines.ts). `ofHop` goes no
 * further; `trailer` only where trailers can follow.
 */
export const lineKinds = { endToEnd: 0, ofHop: 1, contentLength: 2, date: 3, trailer: 4 } as const

const coding = 5
const connection = 6
const keepAlive = 7
const upgrade = 8

const names = new FieldNames(
  {
    ...Object.fromEntries([...connectionHeaders].map((name) => [name, lineKinds.ofHop])),
    'content-length': lineKinds.contentLength,
    date: lineKinds.date,
    trailer: lineKinds.trailer,
    'transfer-encoding': coding,
    connection,
    'keep-alive': keepAlive,
    upgrade,
  },
  lineKinds.endToEnd,
)

/** More than one `chunked` is as bad. */
const unknownCoding = 2
const chunked = new FieldNames({ chunked: 1 }, unknownCoding)

const closeOption = 1
const keepAliveOption = 2
const otherOption = 4
const options = new FieldNames<number>(
  { close: closeOption, 'keep-alive': keepAliveOption },
  otherOption,
)

/** A status line begins so; in place of the 0 there may be a 1, in place of the status another. */
const start = Buffer.from('HTTP/1.0 100', 'latin1')
const fixedLength = start.length
const zero = 48

const atStart = 0
const inReason = 1
const afterReason = 2
const inLines = 3

/** One for each connection, and for each head anew. What it says holds once read() gave the end. */
export class AnswerHead implements EndpointHead {
  status = 0
  framing: AnswerFraming = 'none'
  /** Of Content-Length; -1 where there is none. An answer to HEAD has it without a body. */
  contentLength = -1
  /** The connection may be used again. */
  mayBeKept = true
  /** Connection names fields that go no further: `list()` leaves them out, the kinds of lines do not know them. */
  hasOptions = false
  /** The Keep-Alive header. */
  keepAlive: string | undefined
  /** Why it is malformed, in one sentence. */
  problem = ''
  /** Where `lines` count from, in `bytes`. Valid as long as the call in which the head is given. */
  bytes: Buffer = Buffer.alloc(0)
  origin = 0
  readonly lines = new FieldLines(maxAnswerHeaders)
  #phase = atStart
  #at = 0
  #isOld = false

  reset(): void {
    this.#phase = atStart
    this.#at = 0
  }

  /**
   * Reads on to `end`; what was read before is still there, at the same distance from `origin`. Where the head
   * ends, or `incomplete`, or `malformed`: `problem` says why.
   */
  read(bytes: Buffer, origin: number, end: number, isHead: boolean): number {
    const next = this.#read(bytes, origin, end)
    if ((next === incomplete ? end : next) - origin > maxHeadBytes)
      return this.#refuse('The head of the answer is too long')
    if (next < 0) return next
    this.bytes = bytes
    this.origin = origin
    const problem = this.#judge(isHead)
    return problem === undefined ? next : this.#refuse(problem)
  }

  /** End to end headers only, in the case and the order of the wire. */
  list(): HeaderList {
    const pairs = pairsOfLines(this.lines, this.bytes, this.origin)
    const passed = endToEndHeaders(pairs).filter(
      ([name]) => this.framing === 'chunked' || name.toLowerCase() !== 'trailer',
    )
    if (this.status !== 426) return passed
    // RFC 9110 §15.5.22: a 426 says which protocol is required.
    const required = pairs.filter(([name]) => name.toLowerCase() === 'upgrade')
    return required.length === 0
      ? passed
      : [...passed, ['Upgrade', required.map(([, value]) => value).join(', ')]]
  }

  #read(bytes: Buffer, origin: number, end: number): number {
    if (this.#phase === inLines) return this.lines.read(bytes, origin, end)
    let at = origin + this.#at
    if (this.#phase === atStart) {
      if (!isStart(bytes, origin, end)) return this.#refuse('The endpoint does not speak HTTP/1.1')
      at = origin + fixedLength
      if (at >= end) return incomplete
      this.#isOld = bytes[at - 5] === zero
      this.status = decimal(bytes, at - 3, at)
      // A reason, or none; what it says goes no further.
      if (bytes[at] !== space && bytes[at] !== carriageReturn) return this.#refuseStatusLine()
      this.#phase = inReason
    }
    if (this.#phase === inReason) {
      while (at < end && (octets[bytes[at]!]! & fieldValue) !== 0) at++
      this.#at = at - origin
      if (at === end) return incomplete
      if (bytes[at++] !== carriageReturn) return this.#refuseStatusLine()
      this.#phase = afterReason
      this.#at = at - origin
    }
    if (at === end) return incomplete
    if (bytes[at++] !== lineFeed) return this.#refuseStatusLine()
    this.#phase = inLines
    this.lines.reset(at - origin)
    return this.lines.read(bytes, origin, end)
  }

  /** What the lines say of the connection and the body. */
  #judge(isHead: boolean): string | undefined {
    const { count, offsets } = this.lines
    let codings = 0
    let lengths = 0
    this.contentLength = -1
    let said = 0
    this.keepAlive = undefined
    for (let slot = 0; slot < count * lineSlots; slot += lineSlots) {
      const kind = names.find(this.bytes, this.#place(slot), this.#place(slot + 1))
      offsets[slot + 4] = kind > lineKinds.trailer ? lineKinds.ofHop : kind
      if (kind === lineKinds.endToEnd) continue
      const from = this.#place(slot + 2)
      const to = this.#place(slot + 3)
      if (kind === lineKinds.contentLength) {
        lengths++
        this.contentLength = decimal(this.bytes, from, to)
      } else if (kind === coding) codings += chunked.find(this.bytes, from, to)
      else if (kind === connection) said |= this.#options(from, to)
      else if (kind === keepAlive) this.keepAlive = this.bytes.toString('latin1', from, to)
    }
    if (lengths > 1 || (lengths === 1 && this.contentLength === -1))
      return 'The endpoint answered with an invalid Content-Length'
    // Any other coding ends with the connection: cut and complete would look the same, and the coding is of
    // this hop, so that the client would take coded bytes for the content.
    if (codings > 1 || (codings === 1 && (this.#isOld || lengths > 0)))
      return 'The endpoint answered with an unsupported transfer coding'
    if (this.status === 101) return 'The endpoint switched protocols without being asked'
    // RFC 9110 §15.2: HTTP/1.0 has none, and what follows might be the content of this one.
    if (this.status < 200 && this.#isOld) return 'The endpoint sent a 1xx answer of HTTP/1.0'
    this.framing = this.#framing(isHead, codings > 0)
    this.hasOptions = (said & otherOption) !== 0
    // RFC 9112 §9.3.
    this.mayBeKept =
      (said & closeOption) === 0 &&
      (!this.#isOld || (said & keepAliveOption) !== 0) &&
      this.framing !== 'until-close'
    return undefined
  }

  #framing(isHead: boolean, isChunked: boolean): AnswerFraming {
    if (isHead || this.status < 200 || this.status === 204 || this.status === 304) return 'none'
    if (isChunked) return 'chunked'
    if (this.contentLength === -1) return 'until-close'
    return this.contentLength === 0 ? 'none' : 'length'
  }

  /** Of one Connection line. */
  #options(from: number, to: number): number {
    const option = options.find(this.bytes, from, to)
    if (option !== otherOption) return option
    let all = 0
    for (const word of this.bytes.toString('latin1', from, to).split(',')) {
      const bytes = Buffer.from(word.trim(), 'latin1')
      if (bytes.length > 0) all |= options.find(bytes, 0, bytes.length)
    }
    return all
  }

  #place(slot: number): number {
    return this.origin + this.lines.offsets[slot]!
  }

  #refuseStatusLine(): number {
    return this.#refuse('The endpoint answered with an invalid status line')
  }

  #refuse(problem: string): number {
    this.problem = problem
    return malformed
  }
}

/** Whether a status line may begin so; there may be more to come. */
function isStart(bytes: Buffer, origin: number, end: number): boolean {
  const length = Math.min(fixedLength, end - origin)
  for (let i = 0; i < length; i++) {
    const octet = bytes[origin + i]!
    const wanted = start[i]!
    if (
      i === 7 ? octet !== zero && octet !== zero + 1 : i >= 9 ? !isDigit(octet) : octet !== wanted
    )
      return false
  }
  // No status is below 100 (RFC 9110 §15).
  return length < 10 || bytes[origin + 9] !== zero
}

function isDigit(octet: number): boolean {
  return octet >= zero && octet <= zero + 9
}
