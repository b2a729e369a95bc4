// A connection to an endpoint of a backend for one stream, and to another one where the first can't be
// reached. Nothing was sent by then, so that nothing is lost: what the client says meanwhile waits in its
// socket, as much as that takes.
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import type { Backend, Endpoint } from '../../snapshot/routing-snapshot.ts'
import type { Balancer, ChosenEndpoint } from '../balancing/balancer.ts'
import { startDeadline, whyGivenUp } from '../words/deadline.ts'
import { connectTls } from '../endpoint-side/tls/connect-tls.ts'
import type { EndpointTls } from '../endpoint-side/tls/endpoint-tls.ts'
import { asError } from '../words/failure.ts'
import { isMachineLimit } from '../words/machine-limit.ts'
import { tlsProblem } from '../endpoint-side/tls/tls-problem.ts'
import type { Limits } from '../sockets/limits.ts'
import type { ConnectionsToEndpoints } from '../sockets/connections-to-endpoints.ts'
import { plainEnd, tlsEnd, type StreamEnd } from './stream-end.ts'
import type { StreamNotes } from './stream-notes.ts'
import { TlsCarrier } from '../sockets/tls-carrier.ts'

/** Of endpoints, at most. Those that fail rest, so that the next stream begins with better ones. */
const maxTries = 8

export interface Connecting {
  readonly balancer: Balancer
  readonly backend: Backend
  readonly endpoints: readonly Endpoint[]
  readonly remoteAddress: string
  /** Undefined: in the clear. */
  readonly tls: EndpointTls | undefined
  readonly limits: Limits
  readonly notes: StreamNotes
  readonly own: ConnectionsToEndpoints
  /** Aborts when the stream is given up. */
  readonly signal: AbortSignal
}

export interface ConnectedEndpoint {
  readonly end: StreamEnd
  /** When the stream is over. */
  release(): void
}

/** Undefined where none could be reached; the notes say why. */
export async function connectEndpoint(asked: Connecting): Promise<ConnectedEndpoint | undefined> {
  const { balancer, backend, endpoints, remoteAddress, notes, signal } = asked
  const tried = new Set<Endpoint>()
  let why: 'no-endpoint' | 'connect-failed' | 'gateway-full' = 'no-endpoint'
  while (tried.size < maxTries && !signal.aborted) {
    const connection = { remoteAddress }
    const pick = balancer.choose({ backend, endpoints, connection, tried })
    if (!pick) break
    tried.add(pick.endpoint)
    notes.tries(pick.endpoint)
    const end = await tryEndpoint(pick, asked)
    if (typeof end === 'string') {
      why = end
      continue
    }
    notes.connected()
    return { end, release: () => pick.release('ok') }
  }
  if (!signal.aborted) notes.flag(why)
  return undefined
}

async function tryEndpoint(
  pick: ChosenEndpoint,
  { tls, limits, notes, own, signal }: Connecting,
): Promise<StreamEnd | 'connect-failed' | 'gateway-full'> {
  const deadline = startDeadline({
    within: signal,
    limitMs: limits.streamConnectMs,
    flag: 'backend-timeout',
  })
  const { endpoint } = pick
  const { address: host, port } = endpoint
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true })
  own.note(socket, endpoint)
  socket.on('error', ignore).setKeepAlive(true, limits.streamProbeMs)
  try {
    await once(socket, 'connect', { signal: deadline.signal })
    return tls ? await secure(socket, tls, deadline.signal) : plainEnd(socket)
  } catch (cause) {
    socket.destroy()
    const error = asError(cause)
    const isFull = isMachineLimit(error)
    pick.release(signal.aborted || isFull ? 'unknown' : 'connect-failed')
    const isLate = whyGivenUp(deadline.signal) === 'backend-timeout'
    notes.error(isLate ? 'The endpoint took too long to connect' : error)
    return isFull ? 'gateway-full' : 'connect-failed'
  } finally {
    deadline.end()
  }
}

async function secure(socket: Socket, tls: EndpointTls, within: AbortSignal): Promise<StreamEnd> {
  const carrier = new TlsCarrier(socket)
  const stream = connectTls(carrier, tls)
  carrier.watch(stream)
  stream.on('error', ignore)
  // Of an end before the handshake's, Node tells nothing but `close`.
  const gone = Promise.withResolvers<never>()
  const onClose = () => gone.reject(new Error('The endpoint closed the connection'))
  stream.once('close', onClose)
  try {
    await Promise.race([once(stream, 'secureConnect', { signal: within }), gone.promise])
    return tlsEnd(stream, carrier)
  } catch (error) {
    stream.destroy()
    throw within.aborted ? error : tlsProblem(asError(error), tls)
  } finally {
    stream.off('close', onClose)
  }
}

function ignore(): void {}
