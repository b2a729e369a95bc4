// Makes few pieces of many. Streams count bytes alone, but each chunk is an object of hundreds of them,
// and costs a call in every stream on its way and a write at its end: a body in chunks of one byte costs a
// thousand times its size.
import type { Readable } from 'node:stream'
import { atItsTurn, isTurnOver } from './fair-turns.ts'
import { GrowingBuffer } from '../words/growing-buffer.ts'

/** Whatever is at least so long costs little more than its bytes. */
const smallBytes = 1024
/** Small chunks of a turn after which no more is read: others have their turn first. */
const chunksATurn = 256

/** Bytes after which others have their turn first. Node reads 2 MiB from a socket before it looks at another one. */
const bytesATurn = 256 * 1024
/** What it takes to carry them, about. */
const carriedMs = 0.5

/**
 * From now on the first small chunk of a turn of the event loop goes on at once, and those that come after it,
 * or while others wait to be read, are joined to one. `onSmall` is called for each of them.
 */
export function joinChunks(stream: Readable, onSmall?: () => void): void {
  const push = stream.push.bind(stream)
  const read = stream.read.bind(stream)
  const more: unknown = Reflect.get(stream, '_read')
  const readMore = (size: number) =>
    typeof more === 'function' && Reflect.apply(more, stream, [size])
  let joined: GrowingBuffer | undefined
  /** Small chunks that came in this turn. */
  let chunks = 0
  /** Bytes since it was its turn. */
  let carried = 0
  let isHeld = false

  const flush = (): void => {
    const bytes = joined?.take()
    joined = undefined
    if (bytes) push(bytes)
  }
  const endTurn = (): void => {
    chunks = 0
    // Else it waits for its reader, who may come much later, together with all that comes until then.
    if (stream.readableFlowing !== false || stream.readableLength === 0) flush()
  }
  const count = (): void => {
    chunks++
    onSmall?.()
    // Not at the next tick: each frame of HTTP/2 has a tick of its own.
    if (chunks === 1) setImmediate(endTurn)
  }

  stream.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    const isSmall = chunk !== null && chunk.length < smallBytes
    if (!isSmall || (chunks === 0 && !joined && stream.readableLength === 0)) {
      flush()
      if (isSmall) count()
      const wantsMore = push(chunk, encoding)
      carried += chunk?.length ?? 0
      if (carried < bytesATurn) return wantsMore
      carried = 0
      isHeld = isTurnOver()
      return wantsMore && !isHeld
    }
    count()
    joined ??= new GrowingBuffer()
    joined.add(chunk)
    const hasRoom = stream.readableLength + joined.length < stream.readableHighWaterMark
    return hasRoom && chunks < chunksATurn
  }
  Reflect.set(stream, '_read', (size: number) => {
    if (!isHeld) return readMore(size)
    isHeld = false
    atItsTurn(() => {
      if (!stream.destroyed) readMore(size)
    }, carriedMs)
  })
  stream.read = (size?: number) => {
    // `read(0)` takes nothing: streams call it to have more.
    if (size !== 0) flush()
    return read(size)
  }
}
