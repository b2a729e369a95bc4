// Sends a datagram unless too much waits in the socket already. Node.js queues without a bound what the
// system does not take at once; of datagrams, what can't leave now had better be lost.
import type { Socket } from 'node:dgram'

export interface QueueBound {
  readonly bytes: number
  readonly count: number
}

export function mayQueue(socket: Socket, datagram: Buffer, { bytes, count }: QueueBound): boolean {
  return socket.getSendQueueCount() < count && socket.getSendQueueSize() + datagram.length <= bytes
}
