// Connections of an attacker: nothing that happens to them is an error of the attack.
import net from 'node:net'
import tls from 'node:tls'
import { frameType } from '../../src/proxy/frames/frame.ts'
import { frame, preface } from '../../src/testing/proxy/client-side/frames.ts'

/** Undefined: the target takes no connection. */
export async function openClear(port: number): Promise<net.Socket | undefined> {
  return opened(net.connect(port, '127.0.0.1'), 'connect')
}

export async function openTls(
  port: number,
  options: tls.ConnectionOptions = {},
): Promise<tls.TLSSocket | undefined> {
  const socket = tls.connect({
    host: '127.0.0.1',
    port,
    servername: 'a.example',
    rejectUnauthorized: false,
    ...options,
  })
  return opened(socket, 'secureConnect')
}

/** With the preface of HTTP/2 and empty SETTINGS sent. */
export async function openHttp2(port: number): Promise<net.Socket | undefined> {
  return withPreface(await openClear(port))
}

export async function openHttp2Tls(port: number): Promise<net.Socket | undefined> {
  return withPreface(await openTls(port, { ALPNProtocols: ['h2'] }))
}

function withPreface(socket: net.Socket | undefined): net.Socket | undefined {
  socket?.write(Buffer.concat([preface, frame(frameType.settings, 0, 0)]))
  return socket
}

function opened<S extends net.Socket>(socket: S, event: string): Promise<S | undefined> {
  socket.setMaxListeners(0)
  // What follows is 'close', which ends the wait.
  socket.on('error', () => undefined)
  return new Promise((resolve) => {
    socket.once(event, () => resolve(socket))
    socket.once('close', () => resolve(undefined))
  })
}

/** Resolves when the socket is closed, however. */
export function closed(socket: net.Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}

/** Opens so many, some at a time. */
export async function openMany(
  count: number,
  open: () => Promise<net.Socket | undefined>,
): Promise<net.Socket[]> {
  const sockets: net.Socket[] = []
  while (sockets.length < count) {
    const some = await Promise.all(Array.from({ length: Math.min(50, count) }, open))
    const taken = some.filter((socket) => socket !== undefined)
    sockets.push(...taken)
    // The target takes no more: that is its right.
    if (taken.length < some.length) break
  }
  return sockets
}

/** Writes pieces one after another, as fast as they are taken; false once nobody takes them any more. */
export async function writeAll(socket: net.Socket, pieces: Iterable<Buffer>): Promise<boolean> {
  for (const piece of pieces) {
    if (socket.destroyed || !socket.writable) return false
    if (socket.write(piece)) continue
    await new Promise<void>((resolve) => {
      socket.once('drain', resolve).once('close', resolve)
    })
  }
  return !socket.destroyed
}
