// Ends a TCP connection so that its other side can't take it for complete: by a reset, whatever still
// waits to be written.
import type { Socket } from 'node:net'

export function resetConnection(socket: Socket): void {
  if (socket.destroyed) return
  // While the system shuts a side down, libuv refuses to reset (EINVAL), and Node would lose the handle.
  const isShuttingDown =
    socket.writableEnded && !socket.writableFinished && socket.writableLength === 0
  if (isShuttingDown) socket.once('finish', () => resetConnection(socket))
  else socket.resetAndDestroy()
}
