// An exchange with what only listeners need of it, and the one way in which they hand it over.
import { shownTarget } from '../../snapshot/hide-secrets.ts'
import type { Log } from '../../observe/log/observer.ts'
import type { Exchange, Pipeline } from '../words/exchange.ts'

export interface ServedExchange extends Exchange {
  readonly isAnswered: boolean
  /** Closes the client's side so that nothing can be taken for a complete answer. */
  cut(): void
}

/** A pipeline answers and never rejects; one that fails to must not leave a client waiting. */
export async function serveExchange(
  exchange: ServedExchange,
  pipeline: Pipeline,
  log: Log,
): Promise<void> {
  try {
    await pipeline(exchange)
    if (exchange.isAnswered) return
    log.error(
      { target: shownTarget(exchange.request.target) },
      'A request was left without an answer',
    )
    const body = 'The gateway failed to answer this request.\n'
    await exchange.respond({ status: 500, headers: [['content-type', 'text/plain']], body })
  } catch (error) {
    log.error(
      { target: shownTarget(exchange.request.target), error },
      'The request pipeline failed',
    )
    exchange.cut()
  }
}
