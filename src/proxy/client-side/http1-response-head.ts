// The head of an HTTP/1.x answer: its framing, and what it says of an upgrade.
import type { HeaderList, RequestHead, Response } from '../words/exchange.ts'
import { hasNoBody, promisedLength, withoutHeaders, writableHeaders } from './response-head.ts'

export interface AnswerToWrite extends Pick<Response, 'status' | 'headers'> {
  /** Text, none, or whatever else it is read from. */
  readonly body?: string | object
}

/** Throws where the answer can't be written, before any of it was. */
export function http1ResponseHead(
  answer: AnswerToWrite,
  { method, httpVersion }: Pick<RequestHead, 'method' | 'httpVersion'>,
): { headers: HeaderList; length: number | undefined } {
  let headers = writableHeaders(answer.headers)
  if (typeof answer.body === 'string' || answer.body === undefined) {
    const isOfAnother = method === 'HEAD' || answer.status === 304
    headers = answer.status === 204 ? withoutHeaders(headers, 'content-length') : headers
    if (!isOfAnother && answer.status !== 204) {
      const size = Buffer.byteLength(answer.body ?? '')
      headers = [
        ...withoutHeaders(headers, 'content-length', 'trailer'),
        ['Content-Length', `${size}`],
      ]
    }
    return { headers: withoutHeaders(headers, 'trailer'), length: undefined }
  }
  if (answer.status === 204) headers = withoutHeaders(headers, 'content-length')
  // Trailers need chunks; where they are announced the length is given up for them.
  const announces = headers.some(([name]) => name.toLowerCase() === 'trailer')
  const mayBeChunked = httpVersion === '1.1' && !hasNoBody(method, answer.status)
  if (announces) headers = withoutHeaders(headers, mayBeChunked ? 'content-length' : 'trailer')
  return { headers, length: promisedLength(headers) }
}

/** RFC 9110 §7.8: whoever sends Upgrade names it in Connection, too. */
export function requiredUpgrade(
  { headers }: Pick<Response, 'headers'>,
  { shouldKeepAlive }: { readonly shouldKeepAlive: boolean },
): HeaderList {
  const upgrade = headers.filter(([name]) => name.toLowerCase() === 'upgrade')
  const connection = `${shouldKeepAlive ? 'keep-alive' : 'close'}, Upgrade`
  return upgrade.length === 0 ? [] : [...upgrade, ['Connection', connection]]
}
