// The ends of connections take turns, too: what becomes of a request whose client has gone costs a tenth of the
// request, and thousands of clients may go at once.
import { Socket } from 'node:net'
import { atItsTurn, isTurnOver } from './fair-turns.ts'

/** The end of what `socket` receives may come a little later than it did. */
export function endAtItsTurn(socket: Socket): void {
  socket.push = pushFairly
}

function pushFairly(this: Socket, chunk: Buffer | null, encoding?: BufferEncoding): boolean {
  if (chunk !== null || !isTurnOver()) return Socket.prototype.push.call(this, chunk, encoding)
  atItsTurn(() => {
    if (!this.destroyed) Socket.prototype.push.call(this, null)
  })
  return false
}
