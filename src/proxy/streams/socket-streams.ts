// The streams of one socket that are open. They are held against each snapshot, and cut where their backend
// was taken from them (docs/decisions/0021-what-is-taken-away-ends.md), or when their time is over: closed
// like any other connection they would seem complete.
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { HeldConnection } from '../sockets/connection-table.ts'
import type { ListenerContext } from '../sockets/client-connection.ts'
import { mayGoOn } from './may-go-on.ts'
import { isPassedOn, routeStream, ruleFor, type StreamSubject } from './route-stream.ts'
import { serveStream, type BegunStream } from './serve-stream.ts'
import type { StreamEnd } from './stream-end.ts'

/** What a connection like this one would ask for now. Undefined: no listener would take it. */
export type StreamSubjectOf = (begun: BegunStream) => StreamSubject | undefined

interface OpenStream {
  readonly begun: BegunStream
  /** Absent: it gets none, and is over in a moment. */
  readonly backend: string | undefined
  readonly cut: AbortController
}

export class SocketStreams {
  readonly #service: ListenerContext
  readonly #askedNow: StreamSubjectOf
  readonly #open = new Set<OpenStream>()

  constructor(service: ListenerContext, askedNow: StreamSubjectOf) {
    this.#service = service
    this.#askedNow = askedNow
  }

  /** Resolves when it is over. */
  async serve(
    client: StreamEnd,
    begun: BegunStream,
    held: Pick<HeldConnection, 'shed'>,
  ): Promise<void> {
    const routed = routeStream(begun.snapshot, begun.asked)
    const backend = routed.type === 'backend' ? routed.backend.name : undefined
    const stream = { begun, backend, cut: new AbortController() }
    this.#open.add(stream)
    held.shed = () => stream.cut.abort('evicted')
    // A TLS handshake lies between its choice of a listener and now.
    const now = this.#service.streams.snapshot()
    if (now !== begun.snapshot) this.#judgeOne(stream, now)
    try {
      await serveStream({
        ...begun,
        routed,
        client,
        service: this.#service,
        signal: stream.cut.signal,
      })
    } finally {
      this.#open.delete(stream)
    }
  }

  /** By a snapshot that is about to be live. */
  judge(snapshot: RoutingSnapshot): void {
    for (const stream of this.#open) this.#judgeOne(stream, snapshot)
  }

  cut(): void {
    for (const { cut } of this.#open) cut.abort('drained')
  }

  #judgeOne({ begun, backend, cut }: OpenStream, snapshot: RoutingSnapshot): void {
    if (backend === undefined) return
    const asked = this.#askedNow(begun)
    const rule = asked && ruleFor(asked)
    if (!mayGoOn(snapshot, rule, backend) || isBare(begun, snapshot, backend)) cut.abort('revoked')
  }
}

/** It was begun in the clear, and its backend has a BackendTLSPolicy by now. */
function isBare({ asked, snapshot: then }: BegunStream, now: RoutingSnapshot, backend: string) {
  const isEncrypted = (of: RoutingSnapshot) => of.backends[backend]?.tls !== undefined
  return !isPassedOn(asked) && isEncrypted(now) && !isEncrypted(then)
}
