// What happens to an HTTP/2 connection on which nothing moves. Without requests it is closed. With some
// it is asked for a sign of life: an endpoint whose machine is gone closes nothing, and all requests on
// the connection would hang until TCP gives up, after a quarter of an hour. One that is busy and answers no
// ping is there: how long its requests may last is for their limits to say.
import type { ClientHttp2Session } from 'node:http2'
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import { stopIdleTimer } from '../../words/stop-idle-timer.ts'
import { takesConnections } from '../takes-connections.ts'

export interface KeepaliveTimes {
  /** With nothing to be heard. */
  readonly silentMs: number
  /** For the answer to a ping, and then for a new connection, which a busy process need not take itself. */
  readonly answerMs: number
  /**
   * Between two pings, where the endpoint sent nothing but the answer to the first: servers of gRPC end a
   * connection (GOAWAY, "too_many_pings") whose client asks more often than every five minutes.
   */
  readonly sparingMs: number
}

export const usualKeepalive: KeepaliveTimes = {
  silentMs: 15_000,
  answerMs: 5_000,
  sparingMs: 330_000,
}

/** To be called whenever the endpoint sent something of an answer. */
export type Heard = () => void

export function keepAlive(
  { session, endpoint }: { session: ClientHttp2Session; endpoint: Endpoint },
  hasRequests: () => boolean,
  { silentMs, answerMs, sparingMs }: KeepaliveTimes,
): Heard {
  let deadline: NodeJS.Timeout | undefined
  let askedAt = -Infinity
  const onSilence = () => {
    if (session.closed || session.destroyed) return
    if (!hasRequests()) return session.close()
    if (performance.now() - askedAt < sparingMs) return void session.setTimeout(silentMs)
    askedAt = performance.now()
    let isAnswered = false
    deadline = setTimeout(async () => {
      const isThere = await takesConnections(endpoint, answerMs)
      if (session.destroyed || isAnswered) return
      if (isThere) session.setTimeout(silentMs)
      else session.destroy(new Error('The endpoint did not answer a ping'))
    }, answerMs)
    session.ping(() => {
      isAnswered = true
      clearTimeout(deadline)
      if (!session.destroyed) session.setTimeout(silentMs)
    })
  }
  // Not by setTimeout, which takes its listener away after the first time.
  session.on('timeout', onSilence)
  session.setTimeout(silentMs)
  session.once('close', () => {
    clearTimeout(deadline)
    stopIdleTimer(session)
  })
  return () => {
    askedAt = -Infinity
  }
}
