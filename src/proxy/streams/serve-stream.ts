// The way of one connection that is no HTTP: its listener's rule, an endpoint of a backend, and then bytes
// until both sides have ended. It goes by the snapshot that was live when it began: changes of routes and
// endpoints are for those that come later, but for what is taken away (socket-streams.ts).
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { endpointTlsOf } from '../endpoint-side/tls/endpoint-tls.ts'
import { asError } from '../words/failure.ts'
import type { ListenerContext } from '../sockets/client-connection.ts'
import { plainAddress } from '../words/host-port.ts'
import type { ClientTrust } from '../tls/client-trust.ts'
import { connectEndpoint } from './connect-endpoint.ts'
import { joinStreams } from './join-streams.ts'
import { isPassedOn, type StreamSubject, type RoutedStream } from './route-stream.ts'
import type { StreamEnd } from './stream-end.ts'
import { StreamNotes } from './stream-notes.ts'

export interface BegunStream {
  readonly asked: StreamSubject
  /** Live when the listener was chosen. */
  readonly snapshot: RoutingSnapshot
  /** Of a listener that terminates TLS: who could vouch for the client. */
  readonly trust?: ClientTrust
}

export interface Streaming extends BegunStream {
  readonly service: ListenerContext
  readonly client: StreamEnd
  readonly routed: RoutedStream
  /** Aborts when the gateway ends it, for one of the reasons below or another one. */
  readonly signal: AbortSignal
}

const endings = ['revoked', 'evicted'] as const

/** Resolves when it is over. */
export async function serveStream(streaming: Streaming): Promise<void> {
  const { service, client, asked, signal } = streaming
  const { remotePort = 0 } = client.raw
  const notes = new StreamNotes({ ...asked, remoteAddress: addressOf(client), remotePort })
  client.raw.setKeepAlive(true, service.limits.streamProbeMs)
  // At once, before anybody closes it otherwise.
  signal.addEventListener('abort', client.reset)
  try {
    await carryStream(streaming, notes)
  } catch (error) {
    service.observer.log.error({ listener: asked.listener.name, error }, 'A stream failed')
    notes.error(asError(error))
    client.reset()
  } finally {
    if (signal.aborted) notes.flag(endings.find((flag) => flag === signal.reason) ?? 'drained')
    service.observer.onStream(notes.record())
  }
}

async function carryStream(streaming: Streaming, notes: StreamNotes): Promise<void> {
  const { service, client, asked, snapshot, routed, signal } = streaming
  const { limits, streams } = service
  if (streams.own.has(client.raw)) {
    notes.flag('loop')
    notes.error('Loop detected: an endpoint is a listener of this gateway')
    return client.reset()
  }
  if (routed.type !== 'no-rule') notes.rule(routed.rule)
  if (routed.type !== 'backend') {
    notes.flag(routed.type)
    if (routed.type === 'backend-invalid') notes.error(routed.why)
    return client.reset()
  }
  const { backend, endpoints } = routed
  notes.backend(backend)
  const tls = isPassedOn(asked)
    ? undefined
    : endpointTlsOf(snapshot, backend, asked.listener.backendCertificate)
  const untilGone = whileOpen(streaming)
  const upstream = await connectEndpoint({
    balancer: streams.balancer,
    own: streams.own,
    backend,
    endpoints,
    tls,
    limits,
    notes,
    remoteAddress: addressOf(client),
    signal: untilGone.signal,
  })
  untilGone.end()
  if (!upstream) {
    if (untilGone.signal.aborted && !signal.aborted) notes.flag('client-reset')
    return client.reset()
  }
  try {
    await joinStreams({ client, upstream: upstream.end, notes, limits, signal })
  } finally {
    upstream.release()
  }
}

function addressOf({ raw: { remoteAddress = '' } }: StreamEnd): string {
  return plainAddress(remoteAddress)
}

/** Aborts when the client is gone too: nobody waits for an endpoint any more then. */
function whileOpen({ client, signal }: Streaming): { signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  signal.addEventListener('abort', abort)
  const unwatch = watchClient(client, abort)
  if (signal.aborted) abort()
  return {
    signal: controller.signal,
    end: () => {
      unwatch()
      signal.removeEventListener('abort', abort)
    },
  }
}

/**
 * Tells that a client is gone while its stream waits for an endpoint; returns what ends the watch. A reset is
 * told by the system. The end of TCP is no sign of it, since either side may end first; the end of TCP
 * without one of TLS is.
 */
function watchClient(client: StreamEnd, onGone: () => void): () => void {
  const { raw } = client
  // TLS hears of it a moment later, and then it is known whether it had ended before.
  const onEnd = () => setImmediate(() => setImmediate(() => client.isCut() && onGone()))
  raw.once('close', onGone).once('end', onEnd)
  if (raw.destroyed) onGone()
  return () => void raw.off('close', onGone).off('end', onEnd)
}
