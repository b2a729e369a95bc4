// Keeps what an endpoint sent, and nobody has read yet, in few pieces. Streams count bytes alone, but
// each chunk is an object of hundreds of them: of an answer in chunks of one byte, a stream that may
// hold 64 KiB holds 18 MB.
import type { Readable } from 'node:stream'
import { GrowingBuffer } from '../growing-buffer.ts'

/** Whatever is at least so long costs little more than its bytes. */
const smallBytes = 1024

/** From now on small chunks that come while others wait are joined, those of a turn of the event loop to one. */
export function joinChunks(stream: Readable): void {
  const push = stream.push.bind(stream)
  let joined: GrowingBuffer | undefined

  const flush = (): void => {
    const bytes = joined?.take()
    joined = undefined
    if (bytes) push(bytes)
  }

  stream.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (chunk === null || chunk.length >= smallBytes || stream.readableLength === 0) {
      flush()
      return push(chunk, encoding)
    }
    if (!joined) {
      joined = new GrowingBuffer()
      // Not at the next tick: each frame of HTTP/2 has a tick of its own.
      setImmediate(flush)
    }
    joined.append(chunk)
    return stream.readableLength + joined.length < stream.readableHighWaterMark
  }
}
