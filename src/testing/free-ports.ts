// Ports for tests that must name theirs before it is bound. Test files run side by side, so a port is
// kept for its process: by a UDP socket of the same number, which is in the way of no TCP socket.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

// Below those that the system gives to outgoing connections (Linux: from 32768).
const lowest = 20_000
const inAll = 12_000

export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * inAll)
    if ((await isKept(port)) && (await isFreePort(port))) return port
  }
}

export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = []
  for (let index = 0; index < count; index++) ports.push(await freePort())
  return ports
}

async function isKept(port: number): Promise<boolean> {
  const socket = createSocket('udp4').unref()
  socket.bind({ port, address: '127.0.0.1', exclusive: true })
  try {
    await once(socket, 'listening')
    return true
  } catch {
    socket.close()
    return false
  }
}

/** Of TCP on 127.0.0.1. */
export async function isFreePort(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
