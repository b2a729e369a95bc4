// What is no HTTP comes back line by line, with who answers in front: for whoever tries a TCPRoute, or what
// stands inside TLS. Each side ends when it likes.
import type net from 'node:net'
import { createInterface } from 'node:readline'
import { backendName, type EchoIdentity } from './echo-answer.ts'

/** A client that says nothing but goes on is not read any further. */
const mostUnread = 64 * 1024

export function echoLines(socket: net.Socket, identity: EchoIdentity): void {
  socket.setTimeout(600_000, () => socket.destroy())
  const lines = createInterface({ input: socket, crlfDelay: Infinity })
  lines.on('line', (line) => {
    if (line.length > mostUnread) return void socket.destroy()
    if (!socket.write(`${backendName(identity)}: ${line}\n`)) socket.pause()
  })
  socket.on('drain', () => socket.resume())
  lines.once('close', () => socket.end())
}
