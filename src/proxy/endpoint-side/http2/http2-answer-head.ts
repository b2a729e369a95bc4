// The head of an endpoint's answer as HTTP/2 gives it: its fields were judged as they came (http2/answer-fields.ts).
import type { HeaderList } from '../../words/exchange.ts'
import { maxHeadBytes } from '../../words/head-bytes.ts'
import type { AnswerFraming, EndpointHead } from '../answer-receiver.ts'
import { endToEndHeaders, pairsOf } from '../end-to-end-headers.ts'

export class Http2AnswerHead implements EndpointHead {
  readonly status: number
  readonly framing: AnswerFraming
  /** Name in lower case, and value, in turns. */
  readonly fields: readonly string[]
  /** Nothing follows it, not even an end. */
  readonly endsStream: boolean

  constructor(given: {
    readonly status: number
    readonly fields: readonly string[]
    readonly endsStream: boolean
    /** Of a request whose answer has no body. */
    readonly isHead: boolean
  }) {
    const { status, fields } = given
    this.status = status
    this.fields = fields
    this.endsStream = given.endsStream
    const isEmpty = given.isHead || status < 200 || status === 204 || status === 304
    this.framing = isEmpty
      ? 'none'
      : this.value('content-length') === undefined
        ? 'chunked'
        : 'length'
  }

  /** The first of this name. */
  value(name: string): string | undefined {
    const { fields } = this
    for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i] === name) return fields[i + 1]
    return undefined
  }

  list(): HeaderList {
    return endToEndHeaders(pairsOf(this.fields))
  }
}

/** As of HTTP/1.1, see http1-answer.ts. */
export function problemOfHead(status: number, fields: readonly string[]): string | undefined {
  if (status < 200 || status > 999) return `The endpoint answered with status ${status}`
  let bytes = 0
  for (const text of fields) bytes += text.length
  return bytes > maxHeadBytes ? "The head of the endpoint's answer is too large" : undefined
}
