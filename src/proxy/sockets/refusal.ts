// What a request is refused with before there is an exchange. One sentence each, saying nothing of
// what stands behind the gateway; `reason` is a constant that metrics count by.
import { nodeHttp } from '../words/node-http.ts'

export interface RequestRefusal {
  readonly type: 'refusal'
  readonly status: number
  readonly reason: RefusalReason
  readonly says: string
}

export type RefusalReason = keyof typeof refusals

/** [status, sentence] */
export const refusals = {
  'bad-syntax': [400, 'The request is not valid HTTP.'],
  'bad-target': [400, 'The request target has an invalid character or an unsupported form.'],
  'bad-scheme': [400, 'The scheme of the request does not match the connection.'],
  'bad-authority': [400, 'The Host header is missing, repeated or invalid.'],
  'bad-framing': [400, 'The framing of the request body is invalid.'],
  'bad-version': [505, 'The gateway supports HTTP/1.0, HTTP/1.1 and HTTP/2.'],
  'bad-method': [501, 'This method is not supported.'],
  'bad-expectation': [417, 'The only supported expectation is 100-continue.'],
  'bad-transfer-coding': [501, 'The only supported transfer coding is chunked.'],
  'target-too-long': [414, 'The request target is too long.'],
  'header-too-large': [431, 'The request headers are too large.'],
  'header-timeout': [408, 'The request headers did not arrive in time.'],
  'too-many-connections': [503, 'The gateway has too many connections; try again later.'],
  'chunk-extensions-too-large': [413, 'The chunk extensions are too large.'],
} as const satisfies Record<string, readonly [number, string]>

export function refuse(reason: RefusalReason): RequestRefusal {
  const [status, says] = refusals[reason]
  return { type: 'refusal', status, reason, says }
}

/** An answer for a connection that has no response object: HTTP/1.1, and the last one on it. */
export function refusalBytes({ status, says }: RequestRefusal): string {
  const body = `${says}\n`
  return [
    `HTTP/1.1 ${status} ${nodeHttp.STATUS_CODES[status]}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Date: ${new Date().toUTCString()}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
