// `node closing-backend.ts PORT IDLE_MS`: an endpoint that closes connections on which nothing was asked for
// so long, and says so to nobody. It answers once it has read the request to its end.
import { createServer } from 'node:http'
import type { Socket } from 'node:net'

const [port, idleMs] = process.argv.slice(2).map(Number)
const timers = new WeakMap<Socket, NodeJS.Timeout>()

const server = createServer((request, response) => {
  const { socket } = request
  clearTimeout(timers.get(socket))
  // Of its own: Node.js would say how long it keeps connections.
  response.setHeader('Connection', 'keep-alive')
  response.once('finish', () =>
    timers.set(
      socket,
      setTimeout(() => socket.end(), idleMs),
    ),
  )
  request.resume().once('end', () => response.end('x'.repeat(100)))
})
server.keepAliveTimeout = 0
server.listen({ host: '127.0.0.1', port, backlog: 4_096 })
