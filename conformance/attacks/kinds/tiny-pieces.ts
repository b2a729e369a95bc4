// Bodies in pieces of one byte: each costs the target an object and a turn, and the client six bytes.
import type { Socket } from 'node:net'
import { frameType } from '../../../src/proxy/frames/frame.ts'
import { flag, frame, requestFields } from '../../../src/testing/proxy/client-side/frames.ts'
import type { Attack } from '../attack.ts'
import { closed, openClear, openHttp2, openMany, writeAll } from '../connections.ts'

const chunks = Buffer.from('1\r\na\r\n'.repeat(10_000))
const data = frame(frameType.data, 0, 1, 'a')
const frames = Buffer.concat(Array.from({ length: 8_000 }, () => data))

/** Three times what a quiet machine needs. */
const boundMs = 500

export const oneByteChunks: Attack = {
  name: 'HTTP/1.1: chunks of one byte, 20 connections, 12 MB in all',
  boundMs,
  async run({ http }) {
    const sockets = await openMany(20, () => openClear(http))
    await Promise.all(
      sockets.map(async (socket) => {
        socket.resume()
        socket.write('POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n')
        await writeAll(socket, repeated(chunks, 10))
        socket.end('0\r\n\r\n')
        await closed(socket)
      }),
    )
  },
}

export const oneByteFrames: Attack = {
  name: 'HTTP/2: DATA of one byte, 60 connections, 38 MB in all',
  boundMs,
  async run({ h2c }) {
    const sockets = await openMany(60, () => openHttp2(h2c))
    await Promise.all(sockets.map((socket) => sendTinyData(socket)))
  },
}

export const oneByteFramesAlone: Attack = {
  name: 'HTTP/2: DATA of one byte, 1 connection, 0.64 MB',
  boundMs,
  async run({ h2c }) {
    const socket = await openHttp2(h2c)
    if (socket) await sendTinyData(socket)
  },
}

async function sendTinyData(socket: Socket): Promise<void> {
  socket.resume()
  const fields = requestFields({ ':method': 'POST', ':authority': 'a.example' })
  socket.write(frame(frameType.headers, flag.endHeaders, 1, fields))
  // 64,000 bytes of content: what the first window of HTTP/2 lets through.
  await writeAll(socket, repeated(frames, 8))
  socket.end()
  await closed(socket)
}

function* repeated(piece: Buffer, times: number): Generator<Buffer> {
  for (let count = 0; count < times; count++) yield piece
}
