// A client that sends bytes as they are and shows what comes back, for tests.
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Teardown } from './plane.ts'

export interface Wire {
  readonly socket: Duplex
  send(bytes: string | Buffer): void
  /** All that came, as soon as it matches; fails if the connection closes before. */
  until(pattern: RegExp | ((received: string) => boolean)): Promise<string>
  /** All that came, once the other side has closed. */
  readonly closed: Promise<string>
  received(): Buffer
}

export function dial(t: Teardown, port: number): Wire & { socket: Socket } {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  t.teardown(async () => void socket.destroy())
  return { ...wireOf(socket), socket }
}

export function wireOf(socket: Duplex): Wire {
  let received = Buffer.alloc(0)
  let isClosed = false
  const waiting = new Set<() => void>()
  const tell = () => waiting.forEach((check) => check())
  const closed = Promise.withResolvers<string>()
  const text = () => received.toString('latin1')
  const close = () => {
    isClosed = true
    closed.resolve(text())
    tell()
  }
  socket
    .on('error', () => undefined)
    .on('end', close)
    .on('close', close)
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    tell()
  })
  return {
    socket,
    send: (bytes) =>
      void socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (pattern instanceof RegExp ? pattern.test(text()) : pattern(text())) resolve(text())
          else if (isClosed) reject(new Error(`Closed before ${pattern}: ${text()}`))
          else return
          waiting.delete(check)
        }
        waiting.add(check)
        check()
      }),
    closed: closed.promise,
    received: () => received,
  }
}

/** Sends, waits for the other side to close, and returns all that came. */
export function exchange(t: Teardown, port: number, bytes: string | Buffer): Promise<string> {
  const wire = dial(t, port)
  wire.send(bytes)
  return wire.closed
}
