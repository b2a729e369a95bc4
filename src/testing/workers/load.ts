// Clients of a gateway with workers, each with a connection that it keeps, and one that connects anew each
// time: what failed, on which connection, and how long new ones took.
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface FailedRequest {
  /** The client's port of the connection; undefined: there was none. */
  readonly clientPort: number | undefined
  readonly problem: string
  readonly atMs: number
}

export interface Load {
  readonly failures: readonly FailedRequest[]
  answered(): number
  /** The longest that a request on a new connection took since it was asked last, in milliseconds. */
  slowestNew(): number
  /** Resolves when the last answers are there. */
  stop(): Promise<void>
}

export function startLoad(port: number, clients: number): Load {
  const failures: FailedRequest[] = []
  let answered = 0
  let slowest = 0
  const end = new AbortController()

  const ask = async (agent: Agent): Promise<void> => {
    let socket: Socket | undefined
    try {
      const asked = request({ port, host: '127.0.0.1', agent, headers: { host: 'shop.example' } })
      asked.on('socket', (its) => {
        socket = its
      })
      asked.end()
      const [response] = await once(asked, 'response')
      await buffer(response)
      if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`)
      answered++
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      failures.push({ clientPort: socket && portOf(socket), problem, atMs: performance.now() })
    }
  }
  const keep = async (): Promise<void> => {
    const agent = new PortedAgent({ keepAlive: true, maxSockets: 1 })
    while (!end.signal.aborted) await ask(agent)
    agent.destroy()
  }
  const renew = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const begun = performance.now()
      const agent = new PortedAgent({ keepAlive: false })
      await ask(agent)
      slowest = Math.max(slowest, performance.now() - begun)
    }
  }
  const loops = [renew(), ...Array.from({ length: clients }, keep)]
  return {
    failures,
    answered: () => answered,
    slowestNew() {
      const since = slowest
      slowest = 0
      return since
    },
    async stop() {
      end.abort()
      await Promise.all(loops)
    },
  }
}

const ports = new WeakMap<Socket, number>()

/** A socket that was reset has no port any more. */
function portOf(socket: Socket): number | undefined {
  return ports.get(socket)
}

class PortedAgent extends Agent {
  override createConnection(options: { readonly port: number; readonly host: string }): Socket {
    const socket = connect(options)
    socket.once('connect', () => ports.set(socket, socket.localPort ?? 0))
    return socket
  }
}
