// HTTP/2 frames as bytes, for backends in tests that break off where Node's own server would not.
import type { Socket } from 'node:net'

const endStream = 1
const endHeaders = 4
const padded = 8
const types = { data: 0, headers: 1, reset: 3, settings: 4, goaway: 7, unknown: 0xfa }

export const frames = {
  settings: () => frame(types.settings, 0, 0),
  head: (headers: Record<string, string>, isLast = false) =>
    frame(types.headers, endHeaders | (isLast ? endStream : 0), 1, literals(headers)),
  data: (text: string, isLast = false) =>
    frame(types.data, isLast ? endStream : 0, 1, Buffer.from(text)),
  reset: (code: number) => frame(types.reset, 0, 1, uint32(code)),
  unknown: () => frame(types.unknown, 0, 0),
  paddedData: (text: string) =>
    frame(types.data, padded, 1, Buffer.from([1]), Buffer.from(text), Buffer.alloc(1)),
  goaway: (lastStream: number, code = 0) =>
    frame(types.goaway, 0, 0, uint32(lastStream), uint32(code)),
}

/** Type, flags (END_HEADERS, with and without END_STREAM and PRIORITY) and stream of the frames looked for. */
const headsOfFirstStream = [4, 5, 0x24, 0x25].map((flags) =>
  Buffer.from([types.headers, flags, 0, 0, 0, 1]).toString('latin1'),
)

/** Sends SETTINGS, and the answer as soon as the head of the first request is there. */
export function answerFirstStream(socket: Socket, answer: (socket: Socket) => void): void {
  let seen = ''
  socket.write(frames.settings())
  socket.on('data', (bytes) => {
    if (seen === 'answered') return
    seen += bytes.toString('latin1')
    if (!headsOfFirstStream.some((head) => seen.includes(head))) return
    seen = 'answered'
    answer(socket)
  })
}

function frame(type: number, flags: number, stream: number, ...payloads: Buffer[]): Buffer {
  const payload = Buffer.concat(payloads)
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

function literals(headers: Record<string, string>): Buffer {
  const parts = Object.entries(headers).flatMap(([name, value]) => [
    Buffer.from([0, name.length]),
    Buffer.from(name),
    Buffer.from([value.length]),
    Buffer.from(value),
  ])
  return Buffer.concat(parts)
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
