// One try of one request as a stream of an HTTP/2 connection. It settles once, with the answer's head
// or a failure; after that, whatever goes wrong shows as an error of the answer's body.
import { constants, type ClientHttp2Stream } from 'node:http2'
import { outliveStream } from '../../frames/outlive-streams.ts'
import { maxHeadBytes } from '../../words/head-bytes.ts'
import { endToEndHeaders, endToEndTrailers, pairsOf } from '../end-to-end-headers.ts'
import { asError, failure } from '../../words/failure.ts'
import { feedBody } from '../feed-body.ts'
import type { ForwardRequest, ForwardResult } from '../forwarder.ts'
import type { UpstreamFailure } from '../../words/failure.ts'
import { http2RequestHead } from './http2-request-head.ts'
import { isGrpc } from '../../words/grpc-request.ts'
import { maxInterimAnswers } from '../endpoint-limits.ts'
import type { StreamSlot } from './http2-session-pool.ts'
import { watchEndStream, wholeBody } from './whole-stream.ts'

const {
  NGHTTP2_FLAG_END_STREAM,
  NGHTTP2_REFUSED_STREAM,
  NGHTTP2_PROTOCOL_ERROR,
  NGHTTP2_ENHANCE_YOUR_CALM,
} = constants

export function attemptHttp2(request: ForwardRequest, slot: StreamSlot): Promise<ForwardResult> {
  // Node resets with CANCEL for this alone, which is how calls of gRPC are given up; INTERNAL_ERROR, which
  // nobody takes for the end of a request, is for all others.
  const canceller = isGrpc(request.headers) ? new AbortController() : undefined
  let stream: ClientHttp2Stream
  try {
    stream = slot.session.request(http2RequestHead(request), {
      endStream: request.body === undefined,
      waitForTrailers: request.body !== undefined,
      ...(canceller && { signal: canceller.signal }),
    })
  } catch (error) {
    slot.release()
    // A connection that closed this moment can take no request; a head that can't be written never.
    const isGone = slot.session.closed || slot.session.destroyed
    return Promise.resolve(failure(isGone ? 'connect' : 'request', error))
  }
  return follow(stream, request, { slot, canceller })
}

function follow(
  stream: ClientHttp2Stream,
  request: ForwardRequest,
  { slot, canceller }: { slot: StreamSlot; canceller: AbortController | undefined },
): Promise<ForwardResult> {
  const { promise, resolve } = Promise.withResolvers<ForwardResult>()
  outliveStream(slot.session, stream)
  const isEnded = watchEndStream(stream, slot.heard)
  let trailers: readonly string[] = []
  let lastError: Error | undefined
  // Never close(code): it ends the stream first, and what was sent would pass for complete.
  const cut = (reason: Error) => {
    if (canceller) canceller.abort(reason)
    else stream.destroy(reason)
  }
  const fail = (failed: UpstreamFailure) => {
    resolve(failed)
    cut(failed.error)
  }
  const onAbort = () => fail(failure('aborted', request.signal.reason))
  const release = () => {
    request.signal.removeEventListener('abort', onAbort)
    slot.release()
  }

  request.signal.addEventListener('abort', onAbort)
  stream.on('error', (error: Error) => {
    lastError = error
  })
  stream.once('close', () => {
    slot.release()
    resolve(failureOfClosed(stream, request, { slot, lastError }))
  })
  let interims = 0
  stream.on('headers', (headers, _flags, raw) => {
    if (++interims > maxInterimAnswers)
      return fail(failure('malformed', new Error('The endpoint sent too many 1xx answers')))
    request.onInform(headers[':status'] ?? 0, endToEndHeaders(pairsOf(raw)))
  })
  stream.on('trailers', (_headers, _flags, raw) => {
    trailers = raw
  })
  stream.once('response', (headers, flags, raw) => {
    slot.heard()
    const status = headers[':status'] ?? 0
    const problem = problemOfHead(status, raw)
    if (problem) return fail(failure('malformed', new Error(problem)))
    const onOver = () => {
      release()
      // Whatever of the request's body was not wanted.
      if (request.body && !stream.writableFinished) cut(new Error('The answer is over'))
    }
    resolve({
      type: 'response',
      status,
      headers: endToEndHeaders(pairsOf(raw)),
      body: wholeBody(stream, { isEnded, onOver }),
      trailers: () => endToEndTrailers(pairsOf(trailers)),
      endsWithHead: (flags & NGHTTP2_FLAG_END_STREAM) !== 0,
      resetCode: () => resetCodeOf(stream, slot),
    })
  })
  stream.once('wantTrailers', () => {
    // Node throws on trailers that it will not write, such as two of a name that may stand once.
    try {
      stream.sendTrailers(trailersOf(request))
    } catch (error) {
      fail(failure('body', error))
    }
  })
  if (request.body) void sendBody(request.body, { length: request.bodyLength, stream, fail })
  return promise.then((result) => {
    if (result.type === 'failure') release()
    return result
  })
}

/** As of HTTP/1.1, see http1-answer.ts. */
function problemOfHead(status: number, raw: readonly string[]): string | undefined {
  if (status < 200 || status > 999) return `The endpoint answered with status ${status}`
  const bytes = raw.reduce((sum, { length }) => sum + length, 0)
  return bytes > maxHeadBytes ? "The head of the endpoint's answer is too large" : undefined
}

async function sendBody(
  body: NonNullable<ForwardRequest['body']>,
  {
    length,
    stream,
    fail,
  }: {
    readonly length: number | undefined
    readonly stream: ClientHttp2Stream
    readonly fail: (failed: UpstreamFailure) => void
  },
): Promise<void> {
  try {
    if (await feedBody(body, stream, length)) stream.end()
  } catch (error) {
    fail(failure('body', error))
  }
}

function failureOfClosed(
  stream: ClientHttp2Stream,
  request: ForwardRequest,
  { slot, lastError }: { slot: StreamSlot; lastError: Error | undefined },
): UpstreamFailure {
  const error = asError(lastError ?? new Error('The endpoint closed the stream'))
  const resetCode = resetCodeOf(stream, slot)
  const coded = resetCode === undefined ? {} : { resetCode }
  if (isUnprocessed(stream, slot)) {
    const isUnsent = request.body === undefined || !request.body.readableDidRead
    return { ...failure('reset', error, isUnsent), ...coded, isUnprocessed: true }
  }
  switch (stream.rstCode) {
    case NGHTTP2_PROTOCOL_ERROR:
    case NGHTTP2_ENHANCE_YOUR_CALM:
      return { ...failure('malformed', error), ...coded }
    default:
      return { ...failure('reset', error), ...coded }
  }
}

/**
 * RFC 9113 §8.7: streams that are refused, and those above the last one of a GOAWAY, whatever its code, have
 * "not been processed". What Node had not sent yet has no number.
 */
function isUnprocessed({ id, rstCode }: ClientHttp2Stream, { lastStream }: StreamSlot): boolean {
  return rstCode === NGHTTP2_REFUSED_STREAM || id === undefined || id > lastStream()
}

/** Streams of a connection that was lost have a code too, which nobody sent. */
function resetCodeOf(stream: ClientHttp2Stream, { session }: StreamSlot): number | undefined {
  return session.destroyed ? undefined : stream.rstCode
}

function trailersOf(request: ForwardRequest): Record<string, string[]> {
  const trailers = new Map<string, string[]>()
  for (const [name, value] of endToEndTrailers(request.trailers())) {
    const lower = name.toLowerCase()
    trailers.set(lower, [...(trailers.get(lower) ?? []), value])
  }
  return Object.fromEntries(trailers)
}
