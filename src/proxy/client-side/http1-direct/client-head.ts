// Writes the head of an answer to a client of HTTP/1.1, byte for byte as Node's server writes what the reference way
// gives it: the endpoint's lines as they came, Date, what becomes of the connection, and the framing.
import { nodeHttp } from '../../words/node-http.ts'
import { lineSlots } from '../../http1-bytes/field-lines.ts'
import { carriageReturn, space } from '../../http1-bytes/octets.ts'
import { type AnswerHead, lineKinds } from '../../endpoint-side/http1-direct/answer-head.ts'
import type { HeaderList } from '../../words/exchange.ts'
import { type AnswerToWrite, http1ResponseHead, requiredUpgrade } from '../http1-response-head.ts'
import { interimHeaders } from '../response-head.ts'

/** What stands behind the lines of the answer. */
export interface HeadEnd {
  readonly isLast: boolean
  readonly isChunked: boolean
}

/** Of the answer that is read; `hasNoBody`: its length is of an answer that is not sent. */
export function passedHead(head: AnswerHead, end: HeadEnd, keepAlive: KeepAliveLines): string {
  const { bytes, origin, status } = head
  const { count, offsets } = head.lines
  let text = statusLine(status)
  let hasDate = false
  /** Lines that are kept are cut out together. */
  let from = -1
  let to = 0
  for (let slot = 0; slot < count * lineSlots; slot += lineSlots) {
    const kind = offsets[slot + 4]!
    const isKept = kind !== lineKinds.ofHop && !(kind === lineKinds.contentLength && status === 204)
    if (kind === lineKinds.date) hasDate = true
    const valueEnd = origin + offsets[slot + 3]!
    if (
      isKept &&
      isTidy(bytes, origin + offsets[slot + 1]!, origin + offsets[slot + 2]!, valueEnd)
    ) {
      if (from === -1) from = origin + offsets[slot]!
      to = valueEnd + 2
      continue
    }
    if (from !== -1) text += bytes.toString('latin1', from, to)
    from = -1
    if (isKept) {
      const name = bytes.toString('latin1', origin + offsets[slot]!, origin + offsets[slot + 1]!)
      text += `${name}: ${bytes.toString('latin1', origin + offsets[slot + 2]!, valueEnd)}\r\n`
    }
  }
  if (from !== -1) text += bytes.toString('latin1', from, to)
  return text + (hasDate ? '' : dateLine()) + keepAlive.of(end)
}

/** Whether the lines can be passed on as they came, without a list of them. */
export function isPassable({ hasOptions, status, lines }: AnswerHead): boolean {
  if (hasOptions || status === 426) return false
  const { count, offsets } = lines
  for (let slot = 0; slot < count * lineSlots; slot += lineSlots)
    if (offsets[slot + 4] === lineKinds.trailer) return false
  return true
}

/** Throws where the answer can't be written. */
export function listedHead(
  answer: AnswerToWrite,
  method: string,
  end: HeadEnd,
  keepAlive: KeepAliveLines,
): string {
  const { headers } = http1ResponseHead(answer, { method, httpVersion: '1.1' })
  const upgrade =
    answer.status === 426 ? requiredUpgrade(answer, { shouldKeepAlive: !end.isLast }) : []
  let text = statusLine(answer.status)
  let hasDate = false
  for (const [name, value] of [...headers, ...upgrade]) {
    if (name.length === 4 && name.toLowerCase() === 'date') hasDate = true
    text += `${name}: ${value}\r\n`
  }
  if (!hasDate) text += dateLine()
  return text + (upgrade.length > 0 ? framingLines(end) : keepAlive.of(end))
}

/** Of a 1xx; undefined where it can't be written. */
export function interimHead(status: number, headers: HeaderList): string | undefined {
  const written = interimHeaders(headers)
  if (written === undefined) return undefined
  let text = statusLine(status)
  for (const [name, value] of written) text += `${name}: ${value}\r\n`
  return `${text}\r\n`
}

/** The last lines of a head, known beforehand. */
export class KeepAliveLines {
  readonly #kept: string

  constructor(keepAliveMs: number) {
    const seconds = Math.floor(keepAliveMs / 1000)
    const told = keepAliveMs > 0 ? `Keep-Alive: timeout=${seconds}\r\n` : ''
    this.#kept = `Connection: keep-alive\r\n${told}`
  }

  of(end: HeadEnd): string {
    return (end.isLast ? 'Connection: close\r\n' : this.#kept) + framingLines(end)
  }
}

function framingLines({ isChunked }: HeadEnd): string {
  return isChunked ? 'Transfer-Encoding: chunked\r\n\r\n' : '\r\n'
}

function statusLine(status: number): string {
  return (statusLines[status] ??=
    `HTTP/1.1 ${status} ${nodeHttp.STATUS_CODES[status] ?? 'unknown'}\r\n`)
}

const statusLines: (string | undefined)[] = []

function isTidy(bytes: Buffer, nameEnd: number, valueStart: number, valueEnd: number): boolean {
  return (
    valueStart === nameEnd + 2 && bytes[nameEnd + 1] === space && bytes[valueEnd] === carriageReturn
  )
}

let second = Number.NaN
let line = ''

/** Written once a second. */
function dateLine(): string {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    second = now
    line = `Date: ${new Date(now * 1000).toUTCString()}\r\n`
  }
  return line
}
