// The head of an answer as HTTP/2 has it.
import type { HeaderList, Response } from '../words/exchange.ts'
import { flatLower } from '../words/header-list.ts'
import { hasNoBody, promisedLength, withoutHeaders, writableHeaders } from './response-head.ts'

/** Name and value in turns, names in lower case. Throws where it can't be written, before any of it was. */
export function http2AnswerHead(
  { status, headers: given, body }: Response,
  method: string,
): { readonly fields: string[]; readonly length: number | undefined } {
  let headers: HeaderList = writableHeaders(given)
  // What it announces can't follow.
  if (hasNoBody(method, status)) headers = withoutHeaders(headers, 'trailer')
  if (status === 204) headers = withoutHeaders(headers, 'content-length')
  if (typeof body === 'string' && !hasNoBody(method, status)) {
    const size = Buffer.byteLength(body)
    headers = [...withoutHeaders(headers, 'content-length'), ['content-length', `${size}`]]
  }
  const fields = [':status', `${status}`, ...flatLower(headers)]
  return { fields, length: promisedLength(headers) }
}
