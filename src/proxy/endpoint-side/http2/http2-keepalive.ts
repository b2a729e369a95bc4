// What happens to an HTTP/2 connection on which nothing moves. Without requests it is closed. With some
// it is asked for a sign of life: an endpoint whose machine is gone closes nothing, and all requests on
// the connection would hang until TCP gives up, after a quarter of an hour. One that is busy and answers no
// ping is there: how long its requests may last is for their limits to say.
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import { takesConnections } from '../takes-connections.ts'
import type { EndpointSession } from './endpoint-session.ts'

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

export interface Keepalive {
  /** To be called whenever the endpoint sent something of an answer. */
  heard(): void
  /** The connection is closed. */
  end(): void
}

export function keepAlive(
  { session, endpoint }: { session: EndpointSession; endpoint: Endpoint },
  hasRequests: () => boolean,
  { silentMs, answerMs, sparingMs }: KeepaliveTimes,
): Keepalive {
  let timer: NodeJS.Timeout | undefined
  let deadline: NodeJS.Timeout | undefined
  let askedAt = -Infinity
  let isOver = false
  const lookIn = (ms: number) => {
    clearTimeout(timer)
    if (!isOver) timer = setTimeout(look, Math.ceil(ms))
  }
  const look = () => {
    const leftMs = silentMs - (performance.now() - session.movedAt)
    if (leftMs > 0) lookIn(leftMs)
    else onSilence()
  }
  const onSilence = () => {
    if (session.isClosed) return
    if (!hasRequests()) return session.close()
    if (performance.now() - askedAt < sparingMs) return lookIn(silentMs)
    askedAt = performance.now()
    let isAnswered = false
    deadline = setTimeout(async () => {
      const isThere = await takesConnections(endpoint, answerMs)
      if (isOver || isAnswered) return
      if (isThere) lookIn(silentMs)
      else session.destroy(new Error('The endpoint did not answer a ping'))
    }, answerMs)
    session.ping(() => {
      isAnswered = true
      clearTimeout(deadline)
      lookIn(silentMs)
    })
  }
  lookIn(silentMs)
  return {
    heard() {
      askedAt = -Infinity
    },
    end() {
      isOver = true
      clearTimeout(timer)
      clearTimeout(deadline)
    },
  }
}
