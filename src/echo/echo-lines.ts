// Lines that are not HTTP are sent back with the name of the backend in front: for people who try a TCPRoute,
// or what is inside TLS. Each side ends when it likes.
import type net from 'node:net'
import { echoName, type EchoIdentity } from './echo-answer.ts'

/** Of a line that does not end: a client that goes on is hung up on. */
const longestLine = 64 * 1024
/** Of a connection without a byte. */
const idleMs = 600_000

export function echoLines(socket: net.Socket, identity: EchoIdentity): void {
  let begun = ''
  const answer = (line: string): boolean => socket.write(`${echoName(identity)}: ${line}\n`)
  socket.setTimeout(idleMs, () => socket.destroy())
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const lines = `${begun}${text}`.split(/\r?\n/)
    begun = lines.pop() ?? ''
    if (begun.length > longestLine) return void socket.destroy()
    const areTaken = lines.map(answer)
    if (areTaken.includes(false)) socket.pause()
  })
  socket.on('drain', () => socket.resume())
  socket.once('end', () => {
    if (begun !== '') answer(begun)
    socket.end()
  })
}
