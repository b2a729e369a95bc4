// `node backend.ts PORTS`: what stands behind each target, a port for each behaviour. All read a request to
// its end; they then answer 100 bytes, or 1 MiB at /large.
import { createServer, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import type { BackendPorts } from './backends.ts'

const small = 'x'.repeat(100)
const large = Buffer.alloc(1024 * 1024, 'x')

/** How often it was asked for what stands hidden in requests. */
let hidden = 0

const impatience = new WeakMap<Socket, NodeJS.Timeout>()

const behaviours: Readonly<Record<keyof BackendPorts, RequestListener>> = {
  steady: (request, response) => {
    if (request.url === '/hidden') hidden++
    if (request.url === '/hidden-count') return void response.end(`${hidden}`)
    response.setHeader('x-path', request.url ?? '')
    request.resume().once('end', () => response.end(request.url === '/large' ? large : small))
  },
  /** Closes each connection that it kept, a moment after its answer and without a word. */
  closing: (request, response) => {
    request.resume().once('end', () => response.end(small))
    response.once('finish', () => {
      setTimeout(() => request.socket.end(), Math.random() * 10)
    })
  },
  /** Closes connections that it kept for so long, which it says to nobody. */
  impatient: (request, response) => {
    const { socket } = request
    clearTimeout(impatience.get(socket))
    request.resume().once('end', () => response.end(small))
    response.once('finish', () => {
      impatience.set(
        socket,
        setTimeout(() => socket.end(), 200),
      )
    })
  },
  /** Resets each connection that brings it a request. */
  resetting: (request) => request.socket.resetAndDestroy(),
}

const ports = JSON.parse(process.argv[2]!) as BackendPorts
for (const [name, listener] of Object.entries(behaviours)) {
  const server = createServer(listener)
  // Else Node says how long it keeps connections.
  server.keepAliveTimeout = 0
  server.listen({ host: '127.0.0.1', port: ports[name as keyof BackendPorts], backlog: 4_096 })
}
