// HTTP/2 frames made and read by hand, for tests that send what no library would.
import { frameType } from '../../../proxy/frames/frame.ts'

export const flag = { endStream: 1, ack: 1, endHeaders: 4 } as const

export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Buffer
}

export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer | string = '',
): Buffer {
  const body = Buffer.from(payload as string)
  const head = Buffer.alloc(9)
  head.writeUIntBE(body.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, body])
}

/** HPACK literals without indexing and without Huffman coding (RFC 7541 §6.2.2). */
export function fields(...pairs: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(
    pairs.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]),
  )
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes])
  const length = [127]
  let rest = bytes.length - 127
  for (; rest >= 128; rest = Math.floor(rest / 128)) length.push((rest % 128) + 128)
  return Buffer.concat([Buffer.from([...length, rest]), bytes])
}

export function requestFields(changes: Record<string, string> = {}): Buffer {
  const all = { ':method': 'GET', ':scheme': 'http', ':authority': 'a', ':path': '/', ...changes }
  return fields(...Object.entries(all))
}

/** A whole request head in one frame. */
export function request(stream: number, changes: Record<string, string> = {}, flags = 5): Buffer {
  return frame(frameType.headers, flags, stream, requestFields(changes))
}

export const hello = Buffer.concat([preface, frame(frameType.settings, 0, 0)])

export function framesIn(bytes: Buffer): Frame[] {
  const frames: Frame[] = []
  for (let at = 0; at + 9 <= bytes.length;) {
    const length = bytes.readUIntBE(at, 3)
    if (at + 9 + length > bytes.length) break
    const payload = bytes.subarray(at + 9, at + 9 + length)
    frames.push({
      type: bytes[at + 3]!,
      flags: bytes[at + 4]!,
      stream: bytes.readUInt32BE(at + 5),
      payload,
    })
    at += 9 + length
  }
  return frames
}

/** The status in an answer's HEADERS frame, where it stands first. */
export function statusIn({ payload }: Frame): number {
  // RFC 7541 Appendix A: 8 to 14 are the static table's; else a literal value for the name of entry 8.
  const known = [200, 204, 206, 304, 400, 404, 500][payload[0]! - 0x88]
  // 501 is the one that is shorter in Huffman's coding.
  if (payload.toString('hex', 2, 4) === '6c01') return 501
  return known ?? Number(payload.toString('latin1', 2, 5))
}

export function errorCodeIn({ type, payload }: Frame): number {
  return payload.readUInt32BE(type === frameType.goaway ? 4 : 0)
}

/** For `until`: that stream 1 was reset. */
export function hasReset(received: string): boolean {
  return framesIn(Buffer.from(received, 'latin1')).some(
    ({ type, stream }) => type === frameType.reset && stream === 1,
  )
}
