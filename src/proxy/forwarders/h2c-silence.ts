// What happens to an HTTP/2 connection on which nothing moves. Without requests it is closed. With some
// it is asked for a sign of life: an endpoint whose machine is gone closes nothing, and all requests on
// the connection would hang until TCP gives up, after a quarter of an hour.
import type { ClientHttp2Session } from 'node:http2'

const silenceMs = 15_000
const answerMs = 5_000

export function watchSilence(session: ClientHttp2Session, hasRequests: () => boolean): void {
  let deadline: NodeJS.Timeout | undefined
  const onSilence = () => {
    if (session.closed || session.destroyed) return
    if (!hasRequests()) return session.close()
    deadline = setTimeout(
      () => session.destroy(new Error('The endpoint gave no sign of life')),
      answerMs,
    )
    session.ping(() => {
      clearTimeout(deadline)
      if (!session.destroyed) session.setTimeout(silenceMs)
    })
  }
  session.setTimeout(silenceMs, onSilence)
  session.once('close', () => clearTimeout(deadline))
}
