// One case of the differential test: what a client sends, byte by byte, and how the endpoint behaves. Plain data,
// so that a generator makes cases, a failure prints them, and a found one becomes a row.

export interface DifferentialCase {
  /** What it is about; a title. */
  readonly what: string
  /** Latin-1, a write for each; a turn of the event loop lies between two. */
  readonly send: readonly string[]
  /** Between two pieces everything comes to rest first. */
  readonly isPatient?: boolean
  /** What the client does once everything rests, if its connection is still open; `end` closes its side alone. */
  readonly closes?: 'end' | 'reset'
  /** By TLS. */
  readonly isSecure?: boolean
  /** The direct way takes the answer for malformed, which Node's parser lets through. */
  readonly isStricter?: boolean
  /** One for each request that reaches the endpoint, in order; the last also for all that follow. */
  readonly answers?: readonly EndpointAnswer[]
  /** The same of the endpoint of HTTP/2. */
  readonly http2Answers?: readonly Http2Answer[]
}

export interface EndpointAnswer {
  /** What it waits for: the connection, the head of a request, or the whole request (where absent). */
  readonly after?: 'connect' | 'head'
  /** Latin-1, a write for each. */
  readonly pieces: readonly string[]
  /** Between two pieces everything comes to rest first. */
  readonly isPatient?: boolean
  /** What becomes of the connection then; absent: it stays. */
  readonly closes?: 'end' | 'reset'
}

export interface Http2Answer {
  /** What it waits for: the head of a request, or the whole request (where absent). */
  readonly after?: 'head'
  readonly steps: readonly Http2Step[]
}

export type Http2Step =
  /** HEADERS: a head, an interim one, or trailers. */
  | { readonly fields: Readonly<Record<string, string>>; readonly ends?: true }
  | { readonly data: string; readonly ends?: true }
  /** RST_STREAM with this code. */
  | { readonly reset: number }
  /** GOAWAY: the request at hand is served, or is not. */
  | { readonly goaway: 'with it' | 'without it'; readonly code?: number }
  /** Everything comes to rest first. */
  | 'rest'
  /** Of the connection. */
  | 'end'
  | 'reset connection'

export const usualHttp2Answer: Http2Answer = {
  steps: [{ fields: { ':status': '200', 'content-length': '2' } }, { data: 'ok', ends: true }],
}

export const usualAnswer: EndpointAnswer = {
  pieces: ['HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Length: 2\r\n\r\nok'],
}
