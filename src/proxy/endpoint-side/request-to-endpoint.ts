// A request on its way to an endpoint, whichever version of HTTP that speaks. Its answer comes by calls
// (answer-receiver.ts).
import type { HeaderList } from '../words/exchange.ts'

/** A head as each version writes it. Both throw where it can't be written. */
export interface WrittenHead {
  readonly hasBody: boolean
  /** HTTP/1.1: as latin1, with framing. */
  text(): string
  /** HTTP/1.1: the body is in chunks. */
  readonly isChunked: boolean
  /** HTTP/2: name and value in turns. */
  fields(): readonly string[]
}

export interface RequestToEndpoint {
  /** Whether it can be written now; else onConnected() is called, or onFailure(). */
  readonly isReady: boolean
  writeHead(head: WrittenHead): void
  /**
   * Content, in bytes that do not change any more. False: the rest is to wait for onDrain(). What comes after it has
   * failed is ignored.
   */
  writeBody(bytes: Buffer): boolean
  /** What was written is on its way at the latest then. False as above. */
  flush(): boolean
  /** All of the request is written. Trailers: end to end ones alone. */
  endRequest(trailers?: HeaderList): void
  /** No more of the answer, until resume(). */
  pause(): void
  resume(): void
  /** The answer is not wanted any more. No call follows. */
  giveUp(): void
}
