// Lines for stdout, in batches. A reader that is slow or gone must not slow traffic or fill memory:
// what does not fit in the queue is dropped and counted. Files and terminals are written at once by
// Node, pipes as far as they take it.
import type { Writable } from 'node:stream'

export interface LineWriter {
  /** `line` without its newline. */
  write(line: string): void
  /** Lines that were lost since the start. */
  dropped(): number
  /**
   * Hands over what waits; nothing is written after it. Resolves after `timeoutMs` at the latest, with
   * whether all was taken: what was not keeps the process alive until somebody reads it.
   */
  close(timeoutMs?: number): Promise<boolean>
}

export interface LineWriterOptions {
  /** How long a line may wait for others; 0: written in this turn of the event loop. */
  readonly delayMs?: number
  /** Characters that may wait for a slow reader. */
  readonly maxWaiting?: number
}

const usualDelayMs = 50
const usualCloseMs = 1000
/** Characters that are handed over at once. */
const batchSize = 64 * 1024
/** Characters; the lines above it are dropped. */
const mostWaiting = 4 * 1024 * 1024

export function createLineWriter(stream: Writable, options: LineWriterOptions = {}): LineWriter {
  const { delayMs = usualDelayMs, maxWaiting = mostWaiting } = options
  let batch = ''
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  let isOver = false

  // EPIPE: the reader went away. The traffic is worth more than its log.
  stream.on('error', () => {
    isOver = true
  })

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (batch === '' || isOver) return
    const text = batch
    batch = ''
    stream.write(text)
  }

  return {
    write(line) {
      if (isOver || batch.length + stream.writableLength + line.length > maxWaiting) {
        dropped++
        return
      }
      batch += `${line}\n`
      if (batch.length >= batchSize && stream.writableLength === 0) flush()
      else timer ??= setTimeout(flush, delayMs).unref()
    },
    dropped: () => dropped,
    async close(timeoutMs = usualCloseMs) {
      flush()
      const isTaken = isOver || stream.writableLength === 0 || (await drained(stream, timeoutMs))
      isOver = true
      return isTaken
    },
  }
}

function drained(stream: Writable, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const give = (isDrained: boolean) => () => {
      clearTimeout(timer)
      resolve(isDrained)
    }
    const timer = setTimeout(give(false), timeoutMs)
    stream.write('', give(true))
  })
}
