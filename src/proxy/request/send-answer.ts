// Gives the client its answer, the gateway's own or an endpoint's, and notes how that went: an answer
// that ends early is told apart by who gave up, the endpoint, a time limit or the client.
import type { Cors, HttpFilter } from '../../snapshot/routing-snapshot.ts'
import type { AccessNotes } from './answer/access-notes.ts'
import { filterResponse } from '../filters/apply-filters.ts'
import { whyGivenUp, type GivenUpFlag } from '../words/deadline.ts'
import type { Exchange } from '../words/exchange.ts'
import type { ForwardOutcome } from './forward/forward-with-failover.ts'
import type { UpstreamResponse, UpstreamSwitch } from '../endpoint-side/forwarder.ts'
import { asError } from '../words/failure.ts'
import { grpcAnswer } from './answer/grpc-answers.ts'
import { isGrpc, isGrpcRequest } from '../words/grpc-request.ts'
import { grpcContent } from './answer/grpc-content.ts'
import { responseOf, type LocalAnswer } from './answer/local-answers.ts'

type Answered = Extract<ForwardOutcome, { type: 'answered' }>

interface RequestToAnswer {
  readonly exchange: Exchange
  readonly notes: AccessNotes
  /** Of the rule or backendRef that the request met. */
  readonly cors?: Cors | undefined
}

/** Never rejects. */
export async function answerLocally(
  { exchange, notes, cors }: RequestToAnswer,
  answer: LocalAnswer,
  endsConnection = false,
): Promise<void> {
  const { request } = exchange
  const said = grpcAnswer(answer, request) ?? responseOf(answer, request, cors)
  const response = endsConnection ? { ...said, endsConnection } : said
  notes.status(response.status)
  notes.grpcStatus(response.headers)
  if (answer.flag) notes.flag(answer.flag)
  try {
    await exchange.respond(response)
  } catch (error) {
    noteUnsent({ exchange, notes }, error)
  }
}

/** Never rejects; ends what was forwarded. */
export async function sendAnswer(
  answering: RequestToAnswer,
  { forwarded, filters }: { readonly forwarded: Answered; readonly filters: readonly HttpFilter[] },
): Promise<void> {
  const { result } = forwarded
  const headers = filterResponse(filters, result.headers, answering.exchange.request)
  try {
    if (result.type === 'switch') {
      forwarded.endDeadline()
      await join(answering, { ...result, headers })
    } else {
      await relay(answering, { ...result, headers }, forwarded.signal)
    }
  } finally {
    forwarded.end()
  }
}

async function join({ exchange, notes }: RequestToAnswer, result: UpstreamSwitch): Promise<void> {
  notes.status(101)
  notes.flag('upgraded')
  try {
    await exchange.switchProtocols(result.headers, result.socket)
  } catch (error) {
    // However a tunnel ends, it has ended: nobody can say whether it was to go on.
    notes.error(asError(error))
  } finally {
    if (exchange.isEvicted) notes.flag('evicted')
    result.socket.destroy()
  }
}

async function relay(
  answering: RequestToAnswer,
  response: UpstreamResponse,
  signal: AbortSignal,
): Promise<void> {
  const { exchange, notes } = answering
  const { status, headers, body, trailers } = response
  notes.status(status)
  const ofGrpc = isGrpcRequest(exchange.request) && isGrpc(headers)
  const hasBody =
    exchange.request.method !== 'HEAD' &&
    status !== 204 &&
    status !== 304 &&
    // What follows a Trailers-Only, be it nothing, would make it an answer without its trailers.
    !(ofGrpc && response.endsWithHead)
  let isCut = false
  // Heard before whoever reads the body cuts the client's connection, which then looks as if the
  // client had gone away.
  body.once('error', (error) => {
    const why = whyGivenUp(signal)
    if (why === 'client-gone') return
    isCut = true
    noteCut(notes, why, error)
  })
  // Read to its end, so that the connection to the endpoint can be kept.
  if (!hasBody) body.resume()
  try {
    const content = ofGrpc ? grpcContent(response, { notes, signal }) : { body, trailers }
    await exchange.respond({ status, headers, ...(hasBody ? content : {}) })
  } catch (error) {
    if (!isCut) noteUnsent(answering, error)
    body.destroy()
  }
}

function noteUnsent({ exchange, notes }: RequestToAnswer, error: unknown): void {
  const why = whyGivenUp(exchange.signal)
  // Why it was given up says more than how the client's side ended.
  noteCut(notes, why, why && why !== 'client-gone' ? exchange.signal.reason : error)
}

/** What the client did or did not do is no fault of the answer's. */
function noteCut(notes: AccessNotes, why: GivenUpFlag | undefined, error: unknown): void {
  if (why) notes.flag(why)
  if (why !== 'client-gone' && why !== 'read-timeout') notes.flag('response-cut')
  notes.error(asError(error))
}
