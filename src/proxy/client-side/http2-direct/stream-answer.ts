// Writes an answer to a client of HTTP/2, on the stream of its request.
import { connectionHeaders } from '../../../snapshot/connection-headers.ts'
import type { Http2Stream } from '../../http2/stream.ts'
import type { EndpointHead } from '../../endpoint-side/answer-receiver.ts'
import { AnswerHead, lineKinds } from '../../endpoint-side/http1-direct/answer-head.ts'
import { Http2AnswerHead } from '../../endpoint-side/http2/http2-answer-head.ts'
import { lineSlots } from '../../http1-bytes/field-lines.ts'
import type { HeaderList, Response } from '../../words/exchange.ts'
import type { ClientAnswer } from '../direct-exchange/exchange-client.ts'
import { flatLower } from '../../words/header-list.ts'
import { http2AnswerHead } from '../http2-answer-head.ts'
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

  inform(head: EndpointHead): void {
    const written = interimHeaders(head.list())
    if (written) this.#client.stream.inform([':status', `${head.status}`, ...flatLower(written)])
  }

  head(head: EndpointHead, changed: HeaderList | undefined): void {
    const { status, framing } = head
    const { stream, method } = this.#client
    const fields =
      (changed === undefined ? passedFields(head) : undefined) ??
      http2AnswerHead({ status, headers: changed ?? head.list() }, method).fields
    this.#client.onAnswer()
    // What follows a head that ends its answer, be it nothing, would make an answer of gRPC another one.
    this.#isEmpty = framing === 'none' || (head instanceof Http2AnswerHead && head.endsStream)
    stream.head(fields, this.#isEmpty)
  }

  body(bytes: Buffer, start: number, end: number): boolean {
    return this.#client.stream.write(Buffer.from(bytes.subarray(start, end)))
  }

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

/** Name and value in turns; undefined where they are not passed on as they came. */
function passedFields(head: EndpointHead): string[] | undefined {
  if (head instanceof Http2AnswerHead) return fieldsOf(head)
  return head instanceof AnswerHead && !head.hasOptions ? fieldsOfLines(head) : undefined
}

function fieldsOf({ status, framing, fields }: Http2AnswerHead): string[] {
  const passed = [':status', `${status}`]
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i]!
    if (
      connectionHeaders.has(name) ||
      (name === 'content-length' && status === 204) ||
      (name === 'trailer' && framing === 'none')
    )
      continue
    passed.push(name, fields[i + 1]!)
  }
  return passed
}

/** Of the answer that is read. */
function fieldsOfLines(head: AnswerHead): string[] {
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
