// Connections that cost a descriptor, a handshake or a queue.
import { randomBytes } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { clientHello } from '../../../src/testing/proxy/client-side/hello.ts'
import type { Attack } from '../attack.ts'
import { closed, openClear, openMany, openTls } from '../connections.ts'

const hello = clientHello({})

export const idleConnections: Attack = {
  name: 'TCP: 6,000 connections without a word',
  async run({ http }) {
    const sockets = await openMany(6_000, () => openClear(http))
    await after(2_000)
    for (const socket of sockets) socket.destroy()
  },
}

export const pipelined: Attack = {
  name: 'HTTP/1.1: 20,000 requests in one write, 5 connections',
  async run({ http }) {
    const requests = Buffer.from('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'.repeat(20_000))
    const sockets = await openMany(5, () => openClear(http))
    const ended = sockets.map((socket) => closed(socket.resume()))
    for (const socket of sockets) socket.end(requests)
    await Promise.all(ended)
  },
}

export const renegotiation: Attack = {
  name: 'TLS 1.2: renegotiation without an end, 10 connections',
  async run({ https }) {
    const open = () => openTls(https, { maxVersion: 'TLSv1.2' })
    const sockets = await Promise.all(Array.from({ length: 10 }, open))
    await Promise.all(sockets.filter((socket) => socket !== undefined).map(renegotiateForever))
  },
}

export const awayAfterHello: Attack = {
  name: 'TLS: 1,000 clients that go away after their ClientHello',
  async run({ https }) {
    for (let count = 0; count < 20; count++) {
      const sockets = await openMany(50, () => openClear(https))
      for (const socket of sockets) socket.end(hello)
      await after(50)
      for (const socket of sockets) socket.destroy()
    }
  },
}

export const garbage: Attack = {
  name: 'TCP: 1,000 connections of random bytes, in the clear and to TLS',
  async run({ http, https }) {
    for (const port of [http, https]) {
      for (let count = 0; count < 10; count++) {
        const sockets = await openMany(50, () => openClear(port))
        for (const socket of sockets) socket.end(randomBytes(2_000))
        await after(50)
        for (const socket of sockets) socket.destroy()
      }
    }
  },
}

async function renegotiateForever(socket: TLSSocket): Promise<void> {
  for (let count = 0; count < 500 && !socket.destroyed; count++) {
    const isDone = await Promise.race([
      new Promise<boolean>((resolve) => {
        socket.renegotiate({ rejectUnauthorized: false }, (error) => resolve(error === null))
      }),
      closed(socket).then(() => false),
      after(500, false),
    ])
    if (!isDone) break
  }
  socket.destroy()
}
