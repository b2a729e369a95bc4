// Closing a connection whose client is still sending. Closed at once, the system answers the unread
// bytes with a reset, which can destroy the answer before the client has read it (RFC 9112 §9.6).
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { Limits } from './limits.ts'

/** When Node closes the connection after the answer, reads on for a while and then closes it. */
export function lingerAtEnd(socket: Socket, body: Readable, limits: Limits): void {
  socket.destroySoon = () => {
    socket.end()
    const most = socket.bytesRead + limits.lingerBytes
    const close = () => socket.destroy()
    const timer = setTimeout(close, limits.lingerMs)
    socket.once('close', () => clearTimeout(timer))
    body.on('data', () => {
      if (socket.bytesRead > most) close()
    })
    body.once('end', () => {
      if (socket.writableFinished) close()
      else socket.once('finish', close)
    })
    body.resume()
  }
}

/** Whatever comes from now on is not parsed: it is read so that the answers that are due get through. */
export function leaveUnread(socket: Socket, limits: Limits): void {
  const most = socket.bytesRead + limits.lingerBytes
  // Added first: with a listener of ours Node's parser has its bytes from one, too, which can be taken away.
  const onData = () => {
    if (socket.bytesRead > most) socket.pause()
  }
  socket.on('data', onData)
  for (const other of socket.rawListeners('data')) if (other !== onData) socket.off('data', other)
  socket.destroySoon = () => endSoon(socket, '', limits)
}

/** Says the last words on a connection, and closes it a moment later. */
export function endSoon(socket: Socket, lastWords: string | Buffer, limits: Limits): void {
  const most = socket.bytesRead + limits.lingerBytes
  const close = () => socket.destroy()
  const timer = setTimeout(close, limits.lingerMs)
  socket.once('close', () => clearTimeout(timer))
  socket.once('end', close)
  socket.end(lastWords)
  socket.on('data', () => {
    if (socket.bytesRead > most) close()
  })
  socket.resume()
}
