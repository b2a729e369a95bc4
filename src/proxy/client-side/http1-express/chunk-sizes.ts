// The sizes of a body's chunks, as they stand in what the client sends. Node's parser takes sizes that no
// number holds, up to 2^64, and tells nobody what they are; all else about chunks it judges itself.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

const lineFeed = 10

/** As the parser would complain. */
export class ChunkTooLarge extends Error {
  readonly code = 'HPE_INVALID_CHUNK_SIZE'

  constructor() {
    super('A chunk is larger than 2^53 bytes')
  }
}

export class ChunkSizes {
  #size = 0
  /** Bytes of a chunk and its line end that are still to come. */
  #left = 0
  #isInSize = true
  #isOver = false

  /** False once a size is more than 2^53. */
  read(bytes: Buffer): boolean {
    for (let at = 0; at < bytes.length && !this.#isOver;) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, bytes.length - at)
        this.#left -= passed
        at += passed
      } else if (this.#isInSize) {
        const digit = Number.parseInt(String.fromCharCode(bytes[at]!), 16)
        if (Number.isNaN(digit)) this.#isInSize = false
        else {
          this.#size = this.#size * 16 + digit
          at++
        }
        if (this.#size > Number.MAX_SAFE_INTEGER) return false
      } else {
        const end = bytes.indexOf(lineFeed, at)
        at = end === -1 ? bytes.length : end + 1
        if (end !== -1) this.#onLine()
      }
    }
    return true
  }

  /** The last chunk has no bytes; trailers follow it. */
  #onLine(): void {
    this.#isOver = this.#size === 0
    this.#left = this.#size + 2
    this.#size = 0
    this.#isInSize = true
  }
}

export function isChunked({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined
}

/**
 * Has the chunks watched of a request whose head the parser has just read; `onTooLarge` is called once, at once
 * for what came with the head. `isFirst`: no other request begins in the bytes that the parser has.
 */
export function watchChunks(
  request: IncomingMessage,
  { isFirst, onTooLarge }: { readonly isFirst: boolean; readonly onTooLarge: () => void },
): void {
  const { socket } = request
  const bytes = bytesAfterHead(request, isFirst)
  // Where its body begins is not known.
  if (bytes === undefined) return
  const sizes = new ChunkSizes()
  if (!sizes.read(bytes)) return onTooLarge()
  const onData = (more: Buffer) => {
    if (sizes.read(more)) return
    stop()
    onTooLarge()
  }
  const stop = () => socket.off('data', onData)
  // Before the parser's own: what is wrong is known before it is passed on.
  socket.prependListener('data', onData)
  request.once('close', stop).once('end', stop)
}

/** Undefined where that can't be told: of several heads in the bytes that end alike. */
function bytesAfterHead({ socket, rawHeaders }: IncomingMessage, isFirst: boolean) {
  // Node has it for errors, as `rawPacket`.
  const { parser } = socket as Socket & { parser?: { getCurrentBuffer?(): Buffer } | null }
  const bytes = parser?.getCurrentBuffer?.()
  if (bytes === undefined) return undefined
  const [name, value] = rawHeaders.slice(-2)
  const lastLine = `${name}: ${value}${headEnd}`
  const at = bytes.indexOf(lastLine, 0, 'latin1')
  const isOnly = at !== -1 && bytes.indexOf(lastLine, at + 1, 'latin1') === -1
  if (isOnly || (isFirst && at !== -1)) return bytes.subarray(at + lastLine.length)
  return isFirst ? bytesAfterPart(bytes) : undefined
}

const headEnd = '\r\n\r\n'

/** Of the head's last line a part came in bytes before, or the parser reads it otherwise. */
function bytesAfterPart(bytes: Buffer): Buffer | undefined {
  const [rest = ''] = /^(?:\r\n\r\n|\n\r\n|\r\n|\n)?/.exec(bytes.toString('latin1', 0, 4)) ?? []
  const end = rest === '' ? bytes.indexOf(headEnd) + headEnd.length : rest.length
  return bytes.subarray(end)
}
