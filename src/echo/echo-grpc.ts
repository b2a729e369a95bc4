// Calls of gRPC that an echo backend answers: the service of docs/guide/16-grpc/echo.proto. Its messages
// have two fields of text, so that what is needed of protobuf fits here
// (https://protobuf.dev/programming-guides/encoding).
import type { IncomingHttpHeaders } from 'node:http'
import { echoName, type EchoIdentity } from './echo-answer.ts'

export interface GrpcAnswer {
  /** Framed. */
  readonly messages: readonly Buffer[]
  readonly status: number
  readonly message?: string
}

/** How often `Repeat` answers. */
const repeats = 3

const statusOf = { ok: 0, invalidArgument: 3, unimplemented: 12 }

export function isGrpcCall(headers: IncomingHttpHeaders): boolean {
  return headers['content-type']?.startsWith('application/grpc') ?? false
}

export function answerToCall(path: string, body: Buffer, identity: EchoIdentity): GrpcAnswer {
  const times = { '/rauta.echo.Echo/Say': 1, '/rauta.echo.Echo/Repeat': repeats }[path]
  if (times === undefined)
    return { messages: [], status: statusOf.unimplemented, message: `there is no ${path} here` }
  const words = framedMessage(body)
  const text = words && textField(words, 1)
  if (text === undefined)
    return { messages: [], status: statusOf.invalidArgument, message: 'no message of Words' }
  const reply = framed(writtenFields([echoName(identity), text]))
  return { messages: Array.from({ length: times }, () => reply), status: statusOf.ok }
}

/** A message with its five bytes in front: not compressed, and its length. */
export function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

/** The first message of a body; undefined: there is none, or it is compressed. */
export function framedMessage(body: Buffer): Buffer | undefined {
  if (body.length < 5 || body[0] !== 0) return undefined
  const end = 5 + body.readUInt32BE(1)
  return body.length < end ? undefined : body.subarray(5, end)
}

/** Fields of text, numbered from 1. */
export function writtenFields(texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.map((text, index) => {
      const bytes = Buffer.from(text)
      return Buffer.concat([Buffer.from([((index + 1) << 3) | 2]), varint(bytes.length), bytes])
    }),
  )
}

/** '' where it is not there, as protobuf has it; undefined: this is no such message. */
export function textField(message: Buffer, wanted: number): string | undefined {
  let found = ''
  for (let at = 0; at < message.length;) {
    const tag = message[at++] ?? 0
    // Nothing but text is in these messages.
    if ((tag & 7) !== 2) return undefined
    let length = 0
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++]
      if (byte === undefined || shift > 28) return undefined
      length |= (byte & 127) << shift
      if (byte < 128) break
    }
    if (at + length > message.length) return undefined
    if (tag >> 3 === wanted) found = message.toString('utf8', at, at + length)
    at += length
  }
  return found
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let left = value; ; left >>>= 7) {
    if (left < 128) return Buffer.from([...bytes, left])
    bytes.push((left & 127) | 128)
  }
}
