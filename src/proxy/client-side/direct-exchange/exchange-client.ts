// What an exchange needs of its client, whatever version of HTTP that speaks.
import type { EndpointHead } from '../../endpoint-side/answer-receiver.ts'
import type { DirectParts } from '../../request/direct-parts.ts'
import type { AccessNotes } from '../../request/answer/access-notes.ts'
import type { ClientAllowance } from '../../request/forward/shared-allowance.ts'
import type { LiveRouting, RequestMatch } from '../../request/serve-match.ts'
import type { Connection, HeaderList, RequestHead, Response } from '../../words/exchange.ts'
import type { RuleWay } from './rule-way.ts'

export interface DirectRequest {
  readonly request: RequestHead
  readonly requestId: string
  /** The client gave none. */
  readonly hasOwnId: boolean
  readonly userAgent: string | undefined
  /** It says that it passed a gateway of this kind, or may say so. */
  readonly mayLoop: boolean
  readonly live: LiveRouting
  readonly found: RequestMatch
  readonly way: RuleWay
  /** As an HTTP/1.1 endpoint is sent it, where no filter changes it. */
  readonly head: string
  /** Declared bytes of the body; -1: none are declared. */
  readonly declaredLength: number
  readonly body: DirectRequestBody | undefined
  /** A call of gRPC. */
  readonly isGrpc: boolean
  /** Nothing of its body is read before an endpoint is asked. */
  readonly isStreamed: boolean
  /** For all of it; undefined or 0: as long as it takes. */
  readonly limitMs: number | undefined
}

export interface DirectRequestBody {
  /** Toward the endpoint: its client declared no length. */
  readonly isChunked: boolean
  /** Bytes of content so far. */
  readonly received: number
  /** All of it came, and was given on. */
  readonly isOver: boolean
  /** End to end ones alone; complete once it is over. */
  readonly trailers: HeaderList
}

export interface ExchangeClient {
  readonly parts: DirectParts
  readonly facts: Connection
  readonly answer: ClientAnswer
  /** Of this client: bodies that may be sent again. */
  readonly keptBytes: ClientAllowance
  /** A byte crossed. */
  moved(): void
  /** onReadAhead() follows. */
  readAhead(): void
  /** What was kept of the body's content. */
  takeBody(): Buffer
  pauseBody(): void
  resumeBody(): void
  /** The body is not waited for any more. */
  giveUpBody(): void
  /** The exchange is over. */
  onServed(served: ServedRequest): void
}

/** The answer on its way to the client. */
export interface ClientAnswer {
  /** What the log says where the client goes away amid the answer. */
  readonly whyGone: string
  /** A 1xx; left out where it can't be written. `head` is valid during the call only, here and below. */
  inform(head: EndpointHead): void
  /**
   * An endpoint's, as it came, or with these headers, where filters changed them. Throws where it can't be written,
   * before any of it was.
   */
  head(head: EndpointHead, changed: HeaderList | undefined): void
  /** False: no more of it until onClientDrain(). The bytes are valid during the call only. */
  body(bytes: Buffer, start: number, end: number): boolean
  /** All was given that came in one piece: it goes out at the end of the turn. False as above. */
  flush(): boolean
  /** It is complete: onAnswerSent() follows, once all of it is with the system. */
  end(trailers: HeaderList): void
  /** One of the gateway's own, complete: onAnswerSent() follows. */
  local(response: Response): void
}

export interface ServedRequest {
  readonly notes: AccessNotes
  /** What the client has of the answer must not look complete. */
  readonly isCut: boolean
  /** Bytes of the answer's body went out. */
  readonly hasSent: boolean
}
