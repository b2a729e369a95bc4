// Reads a connection in slices as long as these hold many small pieces: 64 KiB of chunks of one byte are
// 11,000 calls of Node's parser, and the system has 64 KiB of each of a hundred connections at once.
import type { Socket } from 'node:net'
import { atItsTurn, fewBytes, fewPieces } from './fair-turns.ts'

const sliceBytes = fewBytes

export class FairReading {
  readonly #socket: Socket
  readonly #push: (chunk: Buffer | null) => boolean
  readonly #readMore: () => void
  /** What was received and is not read yet. */
  readonly #rest: (Buffer | null)[] = []
  #pieces = 0
  #isMoreWanted = false
  #isWaiting = false

  constructor(socket: Socket) {
    this.#socket = socket
    this.#push = socket.push.bind(socket)
    const read: unknown = Reflect.get(socket, '_read')
    this.#readMore = () => typeof read === 'function' && Reflect.apply(read, socket, [])
    socket.push = this.#onChunk
    if (socket.readableLength > sliceBytes) this.#readFirst()
    // With a listener of ours Node's parser has its bytes by this way, too, and not from the system.
    socket.on('data', ignore)
    // A stream asks for more with each slice that it is given.
    Reflect.set(socket, '_read', () => {
      if (this.#rest.length === 0) this.#readMore()
      else this.#isMoreWanted = true
    })
  }

  /** To be told of each piece that was found in what was read. */
  readonly onPiece = (): void => {
    this.#pieces++
  }

  /** What waits in the socket, as it was looked at, is read in slices, too. */
  #readFirst(): void {
    const socket = this.#socket
    const read = socket.read.bind(socket)
    socket.read = (size?: number) => {
      if (size !== undefined || socket.readableLength <= sliceBytes) return read(size)
      socket.pause()
      atItsTurn(() => socket.resume())
      return read(sliceBytes)
    }
  }

  readonly #onChunk = (chunk: Buffer | null): boolean => {
    if (this.#rest.length === 0) return this.#read(chunk)
    this.#rest.push(chunk)
    return false
  }

  #read(chunk: Buffer | null): boolean {
    if (chunk === null) return this.#push(null)
    let isMoreWanted = true
    let size = sliceBytes
    for (let at = 0; at < chunk.length;) {
      const before = this.#pieces
      isMoreWanted = this.#push(chunk.subarray(at, at + size))
      at += size
      size = this.#pieces - before > fewPieces ? 0 : size * 2
      if (at < chunk.length && (size === 0 || this.#socket.isPaused())) {
        this.#rest.unshift(chunk.subarray(at))
        this.#wait()
        return false
      }
    }
    return isMoreWanted
  }

  #wait(): void {
    this.#isWaiting = true
    if (this.#socket.isPaused()) this.#socket.once('resume', () => atItsTurn(this.#goOn))
    else atItsTurn(this.#goOn)
  }

  readonly #goOn = (): void => {
    this.#isWaiting = false
    if (this.#socket.destroyed) return
    if (this.#socket.isPaused()) return this.#wait()
    const next = this.#rest.shift()
    if (next !== undefined) this.#read(next)
    if (this.#isWaiting) return
    if (this.#rest.length > 0) return this.#wait()
    if (this.#isMoreWanted) this.#readMore()
    this.#isMoreWanted = false
  }
}

function ignore(): void {}
