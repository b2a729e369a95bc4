// A data plane with UDP listeners, endpoints and clients on loopback, for tests, and what the observer was
// told.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { StreamRecord } from '../../../observe/log/stream-record.ts'
import type {
  Backend,
  Endpoint,
  RoutingSnapshot,
  StreamBackendRef,
  UdpListener,
} from '../../../snapshot/routing-snapshot.ts'
import { createBalancer } from '../../../proxy/balancing/balancer.ts'
import { createDataPlane } from '../../../proxy/data-plane.ts'
import type { Limits } from '../../../proxy/sockets/limits.ts'
import { watch, type Teardown } from '../client-side/plane.ts'

export interface UdpSnapshot {
  readonly listeners?: readonly Partial<UdpListener>[]
  /** By the backend's name, each with weight 1 in the rule unless `refs` says otherwise. */
  readonly endpoints?: Readonly<Record<string, readonly Endpoint[]>>
  readonly refs?: readonly StreamBackendRef[]
  /** Those that terminate and still serve. */
  readonly leaving?: RoutingSnapshot['leaving']
  readonly affinity?: Backend['affinity']
  /** False: no route is attached. */
  readonly isRouted?: boolean
}

export function udpSnapshot(port: number, said: UdpSnapshot): RoutingSnapshot {
  const { listeners = [{}], endpoints = {}, leaving, affinity, isRouted = true } = said
  const names = Object.keys(endpoints)
  const refs = said.refs ?? names.map((name) => streamRefTo(name))
  return {
    listeners: listeners.map((listener, index) =>
      Object.assign(
        {
          name: `gateway/test/gate/listener/${index}`,
          gateway: 'gateway/test/gate',
          protocol: 'UDP' as const,
          address: '127.0.0.1',
          port,
          clientPort: port,
          ...(isRouted && {
            rule: { name: 'udproute/test/r/rule/0', label: 'dns', backendRefs: refs },
          }),
        },
        listener,
      ),
    ),
    backends: Object.fromEntries(
      names.map((name) => [name, { name, protocol: 'http1', ...(affinity && { affinity }) }]),
    ),
    endpoints,
    ...(leaving && { leaving }),
    certificates: {},
    caBundles: {},
  }
}

export function streamRefTo(backend: string | null, weight = 1): StreamBackendRef {
  return { name: `ref/${backend}`, weight, backend }
}

export interface UdpPlaneOptions extends UdpSnapshot {
  readonly limits?: Partial<Limits>
}

export async function startUdp(t: Teardown, options: UdpPlaneOptions = {}) {
  const port = await freeUdpPort()
  const seen = watch()
  const records: StreamRecord[] = []
  const balancer = createBalancer()
  const plane = createDataPlane({
    requestPipeline: {
      pipeline: () => Promise.resolve(),
      apply: (snapshot) => balancer.apply(snapshot),
      close: () => Promise.resolve(),
    },
    balancer,
    observer: { ...seen.observer, onStream: (record) => void records.push(record) },
    limits: options.limits ?? {},
  })
  t.teardown(() => plane.drain(0))
  const apply = (said: UdpSnapshot) => plane.apply(udpSnapshot(port, said))
  const report = await apply(options)
  return { plane, port, apply, report, records, ...seen }
}

export type UdpHandler = (datagram: Buffer, client: RemoteInfo, server: Socket) => void

/** Sends back what comes, after its own name. */
export async function udpEndpoint(
  t: Teardown,
  answer: UdpHandler = echoDatagram,
  address = '127.0.0.1',
) {
  const server = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  const received: Buffer[] = []
  const clients: RemoteInfo[] = []
  server.on('message', (datagram, client) => {
    received.push(datagram)
    clients.push(client)
    answer(datagram, client, server)
  })
  server.bind({ port: 0, address, exclusive: true })
  await once(server, 'listening')
  server.setRecvBufferSize(4 << 20)
  const { port } = server.address()
  const close = closerOf(server)
  t.teardown(close)
  const endpoint: Endpoint = { address, port, name: `pod/test/${port}` }
  return { endpoint, server, received, clients, close }
}

export const echoDatagram: UdpHandler = (datagram, { port, address }, server) =>
  server.send(datagram, port, address)

export const silence: UdpHandler = () => undefined

/** Nobody listens there: what is sent to it is refused. */
export async function deadUdpEndpoint(t: Teardown): Promise<Endpoint> {
  const { endpoint, close } = await udpEndpoint(t)
  await close()
  return endpoint
}

/** Takes only what comes from the address and port that it asks. */
export async function udpClient(t: Teardown, port: number, address = '127.0.0.1') {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  const replies: Buffer[] = []
  let tell = () => {}
  socket.on('message', (datagram) => {
    replies.push(datagram)
    tell()
  })
  // A refusal is no reply.
  socket.on('error', () => undefined)
  socket.connect(port, address)
  await once(socket, 'connect')
  const close = closerOf(socket)
  t.teardown(close)
  const next = async (): Promise<Buffer> => {
    for (;;) {
      const reply = replies.shift()
      if (reply) return reply
      await new Promise<void>((resolve) => {
        tell = resolve
      })
    }
  }
  const send = (datagram: Buffer | string) =>
    new Promise<void>((resolve) => {
      socket.send(datagram, () => resolve())
    })
  const ask = async (datagram: Buffer | string): Promise<string> => {
    await send(datagram)
    return String(await next())
  }
  return { socket, port: socket.address().port, replies, send, next, ask, close }
}

function closerOf(socket: Socket): () => Promise<void> {
  let closed: Promise<void> | undefined
  return () => {
    closed ??= new Promise((resolve) => {
      socket.close(resolve)
    })
    return closed
  }
}

const lowest = 10_000
const count = 10_000

/** Test files run side by side: it is kept for its process by a TCP socket of the same number. */
export async function freeUdpPort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * count)
    const keeper = createServer().unref().listen(port, '127.0.0.1')
    try {
      await once(keeper, 'listening')
    } catch {
      continue
    }
    const probe = createSocket('udp4')
    probe.bind({ port, address: '127.0.0.1', exclusive: true })
    try {
      await once(probe, 'listening')
      return port
    } catch {
      keeper.close()
    } finally {
      probe.close()
    }
  }
}
