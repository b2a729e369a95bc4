// Clients of a gateway, on sockets, each asking again as soon as it was answered: some keep their connection,
// some connect anew for each request. What failed, on which connection, and how long new ones took.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'

export interface FailedRequest {
  /** The client's port of the connection; undefined: there was none. */
  readonly clientPort: number | undefined
  readonly problem: string
  readonly atMs: number
}

export interface Load {
  readonly failures: readonly FailedRequest[]
  answered(): number
  /** The longest that a request on a new connection took of the time since then, in milliseconds. */
  slowestNewSince(atMs: number): number
  /** Resolves when the last answers are there. */
  stop(): Promise<void>
}

export interface LoadOptions {
  /** How many keep their connection, */
  readonly kept: number
  /** and how many do not; absent: one. */
  readonly renewed?: number
  /** Milliseconds between an answer and the next request of the same client; absent: none. */
  readonly restMs?: number
  /** A connection that is about to be there (`event`); absent: TCP to the port of 127.0.0.1. */
  readonly connect?: () => { readonly socket: Socket; readonly event: 'connect' | 'secureConnect' }
}

/** Every answer has to be 200, and tell its length. */
export function startLoad(port: number, options: LoadOptions): Load {
  const { kept, renewed = 1, restMs = 0 } = options
  const open =
    options.connect ?? (() => ({ socket: connect(port, '127.0.0.1'), event: 'connect' as const }))
  const failures: FailedRequest[] = []
  let fresh: { readonly begun: number; readonly ended: number }[] = []
  let answered = 0
  const end = new AbortController()

  /** Undefined: it failed, and the connection is gone. */
  const asked = async (known: Socket | undefined): Promise<Socket | undefined> => {
    let clientPort: number | undefined
    let socket = known
    try {
      if (!socket) {
        const opening = open()
        socket = opening.socket
        // Between requests nobody listens.
        socket.on('error', () => {})
        await once(socket, opening.event)
      }
      clientPort = socket.localPort
      const isKept = await answerOn(socket)
      answered++
      if (isKept) return socket
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      failures.push({ clientPort, problem, atMs: performance.now() })
    }
    socket?.destroy()
    return undefined
  }
  const rest = () => (restMs > 0 ? after(restMs) : undefined)
  const keep = async (): Promise<void> => {
    let socket: Socket | undefined
    while (!end.signal.aborted) {
      socket = await asked(socket)
      await rest()
    }
    socket?.destroy()
  }
  const renew = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const begun = performance.now()
      const socket = await asked(undefined)
      socket?.destroy()
      fresh.push({ begun, ended: performance.now() })
      await rest()
    }
  }
  const loops = [...Array.from({ length: kept }, keep), ...Array.from({ length: renewed }, renew)]
  return {
    failures,
    answered: () => answered,
    slowestNewSince(atMs) {
      fresh = fresh.filter(({ ended }) => ended >= atMs)
      return Math.max(0, ...fresh.map(({ begun, ended }) => ended - Math.max(begun, atMs)))
    },
    async stop() {
      end.abort()
      await Promise.all(loops)
    },
  }
}

const requestBytes = 'GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n'

/** Resolves with whether the connection may be used again. */
function answerOn(socket: Socket): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  let text = ''
  const onData = (piece: Buffer) => {
    text += piece.toString('latin1')
    const headEnd = text.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = text.slice(0, headEnd)
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1])
    if (text.length < headEnd + 4 + length) return
    if (!head.startsWith('HTTP/1.1 200')) reject(new Error(head.slice(0, head.indexOf('\r\n'))))
    else if (Number.isNaN(length)) reject(new Error('The answer does not tell its length'))
    else resolve(!/^connection: close$/im.test(head))
  }
  const onError = (error: Error) => reject(error)
  const onClose = () => reject(new Error('The connection was closed without an answer'))
  socket.on('data', onData).on('error', onError).on('close', onClose)
  socket.write(requestBytes)
  return promise.finally(() => {
    socket.off('data', onData).off('error', onError).off('close', onClose)
  })
}
