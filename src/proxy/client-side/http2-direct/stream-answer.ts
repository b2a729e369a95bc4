// Writes an answer to a client of HTTP/2, on the stream of its request.
import type { Http2Stream } from '../../http2/stream.ts'
import { type AnswerHead, lineKinds } from '../../endpoint-side/http1-direct/answer-head.ts'
import { lineSlots } from '../../http1-bytes/field-lines.ts'
import type { HeaderList, Response } from '../../words/exchange.ts'
import type { ClientAnswer } from '../direct-exchange/exchange-client.ts'
import { flatLower, http2AnswerHead } from '../http2-answer-head.ts'
import { hasNoBody, interimHeaders } from '../response-head.ts'

export interface AnsweredStream {
  readonly stream: Http2Stream
  readonly method: string
  /** An answer begins. */
  onAnswer(): void
}

export class StreamAnswer implements ClientAnswer {
  readonly whyGone = 'The client went away'
  readonly #client: AnsweredStream
  #isEmpty = false

  constructor(client: AnsweredStream) {
    this.#client = client
  }

  inform(head: AnswerHead): void {
    const written = interimHeaders(head.list())
    if (written) this.#client.stream.inform([':status', `${head.status}`, ...flatLower(written)])
  }

  head(head: AnswerHead, changed: HeaderList | undefined): void {
    const { status, framing } = head
    const { stream, method } = this.#client
    const fields =
      changed === undefined && !head.hasOptions
        ? passedFields(head)
        : http2AnswerHead({ status, headers: changed ?? head.list() }, method).fields
    this.#client.onAnswer()
    this.#isEmpty = framing === 'none'
    stream.head(fields, this.#isEmpty)
  }

  body(bytes: Buffer, start: number, end: number): boolean {
    return this.#client.stream.write(Buffer.from(bytes.subarray(start, end)))
  }

  /** It goes out at the end of the turn, with what others write. */
  flush(): boolean {
    return true
  }

  end(trailers: HeaderList): void {
    if (!this.#isEmpty) this.#client.stream.end(flatLower(trailers))
  }

  local(response: Response): void {
    const { stream, method } = this.#client
    const { fields } = http2AnswerHead(response, method)
    const { status, body } = response
    this.#client.onAnswer()
    const isEmpty = typeof body !== 'string' || body === '' || hasNoBody(method, status)
    stream.head(fields, isEmpty)
    if (isEmpty) return
    stream.write(Buffer.from(body))
    stream.end()
  }
}

/** Of the answer that is read: name and value in turns. */
function passedFields(head: AnswerHead): string[] {
  const { bytes, origin, status, framing } = head
  const { count, offsets } = head.lines
  const fields = [':status', `${status}`]
  for (let slot = 0; slot < count * lineSlots; slot += lineSlots) {
    const kind = offsets[slot + 4]!
    if (
      kind === lineKinds.ofHop ||
      (kind === lineKinds.contentLength && status === 204) ||
      (kind === lineKinds.trailer && framing !== 'chunked')
    )
      continue
    fields.push(
      bytes.toString('latin1', origin + offsets[slot]!, origin + offsets[slot + 1]!).toLowerCase(),
      bytes.toString('latin1', origin + offsets[slot + 2]!, origin + offsets[slot + 3]!),
    )
  }
  return fields
}
