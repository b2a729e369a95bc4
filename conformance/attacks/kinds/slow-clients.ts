// Clients that send or read next to nothing, and keep what they hold.
import { setTimeout as after } from 'node:timers/promises'
import { frameType } from '../../../src/proxy/frames/frame.ts'
import { flag, frame, requestFields } from '../../../src/testing/proxy/client-side/frames.ts'
import type { Attack } from '../attack.ts'
import { openClear, openHttp2, openMany } from '../connections.ts'

const heldMs = 4_000

export const slowHeads: Attack = {
  name: 'HTTP/1.1: 1,500 heads, a byte a second',
  async run({ http }) {
    const sockets = await openMany(1_500, () => openClear(http))
    for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nHost: a.exam')
    await trickle(sockets, 'p')
  },
}

export const slowBodies: Attack = {
  name: 'HTTP/1.1: 1,500 bodies, a byte a second',
  async run({ http }) {
    const sockets = await openMany(1_500, () => openClear(http))
    for (const socket of sockets)
      socket.write('POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1000\r\n\r\n')
    await trickle(sockets, 'a')
  },
}

export const slowReaders: Attack = {
  name: 'HTTP/1.1: 500 answers of 1 MiB that nobody reads',
  async run({ http }) {
    const sockets = await openMany(500, () => openClear(http))
    for (const socket of sockets) {
      socket.pause()
      socket.write('GET /large HTTP/1.1\r\nHost: a.example\r\n\r\n')
    }
    await after(heldMs)
    for (const socket of sockets) socket.destroy()
  },
}

export const unreadStreams: Attack = {
  name: 'HTTP/2: 1,100 answers of 1 MiB on 11 connections that nobody reads',
  async run({ h2c }) {
    const sockets = await openMany(11, () => openHttp2(h2c))
    const head = requestFields({ ':authority': 'a.example', ':path': '/large' })
    for (const socket of sockets) {
      socket.pause()
      for (let stream = 1; stream < 200; stream += 2)
        socket.write(frame(frameType.headers, flag.endHeaders | flag.endStream, stream, head))
    }
    await after(heldMs)
    for (const socket of sockets) socket.destroy()
  },
}

async function trickle(
  sockets: readonly { readonly writable: boolean; write(text: string): unknown; destroy(): void }[],
  byte: string,
): Promise<void> {
  for (let time = 0; time < heldMs; time += 1_000) {
    await after(1_000)
    for (const socket of sockets) if (socket.writable) socket.write(byte)
  }
  for (const socket of sockets) socket.destroy()
}
