// Copies of a request's body for mirrors. The copies never hold up the original: a mirror that reads
// too slowly is cut off, and everything that a copy keeps in memory is bounded.
import { Readable } from 'node:stream'

/** What a mirror may be behind the original. Beyond that it loses the request. */
const maxBehindBytes = 1024 * 1024

export interface CopiedBody {
  /** Takes the place of the original, which is not read before this is. */
  readonly original: Readable
  readonly copies: readonly Readable[]
  /** The original will not be read any further: a copy that lacks its end is cut. */
  stop(): void
}

export function copyBody(body: Readable, count: number): CopiedBody {
  const copies = Array.from({ length: count }, () => new Copy())
  let isAttached = false

  const onData = (chunk: Buffer) => {
    for (const copy of copies) copy.add(chunk)
    if (!original.push(chunk)) body.pause()
  }
  const onEnd = () => {
    for (const copy of copies) copy.push(null)
    original.push(null)
  }
  const onCut = () => {
    if (!original.readableEnded && !body.readableEnded)
      original.destroy(body.errored ?? new Error('The request body was cut'))
  }
  const attach = () => {
    isAttached = true
    if (body.destroyed && !body.readableEnded) return onCut()
    body.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
  }
  const original = new Readable({
    read: () => {
      if (!isAttached) attach()
      body.resume()
    },
    destroy: (error, done) => {
      body.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut)
      body.pause()
      stop()
      done(error)
    },
  })
  // It may be cut while nobody reads it.
  original.on('error', () => {})
  const stop = () => {
    if (body.readableEnded) return
    for (const copy of copies) copy.destroy(new Error('The request body was not read to its end'))
  }
  return { original, copies, stop }
}

class Copy extends Readable {
  constructor() {
    super()
    this.on('error', () => {})
  }

  override _read(): void {}

  add(chunk: Buffer): void {
    if (this.destroyed) return
    if (this.readableLength + chunk.length <= maxBehindBytes) this.push(chunk)
    else this.destroy(new Error('The mirror is too slow'))
  }
}
