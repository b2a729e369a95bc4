// The connections of an echo backend, and how they end: Node's servers see only sockets handed to them
// one by one here, and would not end idle ones by themselves.
import type { EventEmitter } from 'node:events'
import type { ServerHttp2Session } from 'node:http2'
import type net from 'node:net'

export interface OpenConnections {
  add(socket: net.Socket): void
  addSession(session: ServerHttp2Session): void
  /** The socket is not idle until `use` (an answer, or what ends the socket itself) emits `close`. */
  keepUntilClosed(socket: net.Socket, use: EventEmitter): void
  /** Idle ones end at once, the others when they become idle, all of them after `graceMs`. */
  end(graceMs: number): void
}

export function createOpenConnections(): OpenConnections {
  const sockets = new Set<net.Socket>()
  const sessions = new Set<ServerHttp2Session>()
  const uses = new WeakMap<net.Socket, number>()
  let isEnding = false

  return {
    add(socket) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    },
    addSession(session) {
      sessions.add(session)
      session.once('close', () => sessions.delete(session))
    },
    keepUntilClosed(socket, use) {
      uses.set(socket, (uses.get(socket) ?? 0) + 1)
      use.once('close', () => {
        const left = (uses.get(socket) ?? 1) - 1
        uses.set(socket, left)
        if (isEnding && left === 0) socket.destroySoon()
      })
    },
    end(graceMs) {
      isEnding = true
      const destroyAll = (): void => {
        for (const socket of sockets) socket.destroy()
      }
      if (graceMs === 0) return destroyAll()
      for (const session of sessions) session.close()
      for (const socket of sockets) if (!uses.get(socket)) socket.destroySoon()
      setTimeout(destroyAll, graceMs).unref()
    },
  }
}
