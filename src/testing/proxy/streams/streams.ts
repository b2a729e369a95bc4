// A data plane that carries streams, with backends that the test speaks for, and what the observer was
// told, for tests.
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { eventually } from '../../eventually.ts'
import type { StreamRecord } from '../../../observe/log/stream-record.ts'
import type {
  Backend,
  Endpoint,
  Listener,
  RoutingSnapshot,
  StreamBackendRef,
  StreamRule,
  TcpListener,
  TlsListener,
} from '../../../snapshot/routing-snapshot.ts'
import { createBalancer, type Balancer } from '../../../proxy/balancing/balancer.ts'
import { createDataPlane, type LiveDataPlane } from '../../../proxy/data-plane.ts'
import { rawBackend, type TestBackend } from '../endpoint-side/backends.ts'
import { freePort } from '../../free-ports.ts'
import type { Limits } from '../../../proxy/sockets/limits.ts'
import { watch, type Teardown } from '../client-side/plane.ts'
import { wireOf, type Wire } from '../client-side/wire.ts'
import { exampleSnapshot } from '../request-examples.ts'

/** One side of a stream, as who has it sees it. */
export interface Peer extends Wire {
  /** How it ended, which is not to be confused. */
  readonly fate: Promise<'end' | 'reset'>
  end(bytes?: string): void
}

export function peerOf<Stream extends Duplex>(socket: Stream): Peer & { readonly socket: Stream } {
  const fate = Promise.withResolvers<'end' | 'reset'>()
  socket.once('end', () => fate.resolve('end'))
  socket.once('error', () => fate.resolve('reset'))
  return {
    ...wireOf(socket),
    socket,
    fate: fate.promise,
    end: (bytes) => void (bytes === undefined ? socket.end() : socket.end(bytes)),
  }
}

export function dialStream(t: Teardown, port: number): Peer & { readonly socket: Socket } {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  t.teardown(async () => void socket.destroy())
  return peerOf(socket)
}

export interface StreamBackend extends TestBackend {
  /** Its side of the next connection that was not asked for yet. */
  accepted(): Promise<Peer & { readonly socket: Socket }>
}

/** A backend that the test speaks for. */
export async function streamBackend(t: Teardown): Promise<StreamBackend> {
  const peers: (Peer & { readonly socket: Socket })[] = []
  const backend = await rawBackend((socket) => void peers.push(peerOf(socket)))
  t.teardown(backend.close)
  return { ...backend, accepted: () => eventually(() => taken(peers.shift())) }
}

/** Sends everything back, to the end. */
export async function echoBackend(t: Teardown): Promise<TestBackend> {
  const backend = await rawBackend((socket) => void socket.on('error', () => {}).pipe(socket))
  t.teardown(backend.close)
  return backend
}

export interface TestStreams {
  readonly plane: LiveDataPlane
  readonly port: number
  /** What is live, for the next one to be made of. */
  readonly snapshot: RoutingSnapshot
  readonly refused: readonly string[]
  readonly logged: readonly string[]
  readonly records: readonly StreamRecord[]
  /** Open client connections. */
  open(): number
  /** What the balancer counts as in flight. */
  inFlight(): number
  /** The record of the next stream that is over and was not asked for yet. */
  record(): Promise<StreamRecord>
}

type Made = (port: number) => Partial<RoutingSnapshot>

export async function startStreams(
  t: Teardown,
  made: Made,
  limits: Partial<Limits> = {},
): Promise<TestStreams> {
  const port = await freePort()
  const seen = watch()
  const records: StreamRecord[] = []
  const { balancer, inFlight } = countingBalancer()
  const plane = createDataPlane({
    requestPipeline: {
      pipeline: (exchange) => exchange.respond({ status: 200, headers: [], body: 'http' }),
      apply: balancer.apply,
      close: () => Promise.resolve(),
    },
    observer: { ...seen.observer, onStream: (record) => void records.push(record) },
    balancer,
    limits,
  })
  t.teardown(() => plane.drain(0))
  const snapshot = exampleSnapshot(made(port))
  const report = await plane.apply(snapshot)
  for (const [name, result] of Object.entries(report))
    if (!result.isBound) throw new Error(`${name}: ${result.problem}`)
  let asked = 0
  const record = () => {
    const index = asked++
    return eventually(() => taken(records[index]))
  }
  return { plane, port, snapshot, records, record, inFlight, ...seen }
}

function countingBalancer(): { balancer: Balancer; inFlight(): number } {
  const real = createBalancer()
  const inFlight = new Set<object>()
  const balancer: Balancer = {
    apply: real.apply,
    health: real.health,
    choose: (wanted) => {
      const pick = real.choose(wanted)
      if (!pick) return undefined
      inFlight.add(pick)
      const release: typeof pick.release = (outcome) => {
        inFlight.delete(pick)
        pick.release(outcome)
      }
      return { ...pick, release }
    },
  }
  return { balancer, inFlight: () => inFlight.size }
}

export function streamRule(
  backends: Readonly<Record<string, number>> = { echo: 1 },
  name = 'tcproute/shop/db/rule/0',
): StreamRule {
  const refs = Object.entries(backends).map(([backend, weight], index) =>
    refTo(backend, { name: `${name}/backendRef/${index}`, weight }),
  )
  return { name, backendRefs: refs }
}

/** Those whose names begin so are invalid. */
function refTo(backend: string, its: Pick<StreamBackendRef, 'name' | 'weight'>): StreamBackendRef {
  return backend.startsWith('invalid')
    ? { ...its, backend: null, invalid: 'There is no such Service' }
    : { ...its, backend }
}

export function tcpListener(port: number, rule?: StreamRule): TcpListener {
  return { ...place(port, 'tcp'), protocol: 'TCP', ...(rule && { rule }) }
}

export function tlsListener(
  port: number,
  hostname: string,
  said: Partial<TlsListener> = {},
): TlsListener {
  const serverNames = [
    { hostname, rule: streamRule({ echo: 1 }, `tlsroute/shop/${hostname}/rule/0`) },
  ]
  return { ...place(port, hostname), protocol: 'TLS', hostname, serverNames, ...said }
}

function place(
  port: number,
  name: string,
): Pick<Listener, 'name' | 'gateway' | 'address' | 'port' | 'clientPort'> {
  const gateway = 'gateway/test/gate'
  return {
    name: `${gateway}/listener/${name}`,
    gateway,
    address: '127.0.0.1',
    port,
    clientPort: port,
  }
}

/** Backends in the clear. */
export function backendsOf(
  endpoints: Readonly<Record<string, readonly Endpoint[]>>,
  said: Partial<Backend> = {},
): Pick<RoutingSnapshot, 'backends' | 'endpoints'> {
  const names = Object.keys(endpoints)
  const backends = names.map((name) => [name, { name, protocol: 'http1' as const, ...said }])
  return { backends: Object.fromEntries(backends), endpoints }
}

/**
 * What `count` comes to when nothing moves any more: all that lies between is full. Most of that are the
 * system's buffers.
 */
export function stillness(count: () => number): Promise<number> {
  let before = -1
  return eventually(
    () => {
      const now = count()
      const isStill = now === before
      before = now
      if (!isStill) throw new Error('It moves')
      return now
    },
    { inARow: 20, timeoutMs: 20_000 },
  )
}

function taken<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('There is none yet')
  return value
}
