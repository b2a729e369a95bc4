// Tells that the process has no file descriptor left. Of a connection that it cannot take for that reason Node
// says nothing: libuv closes it at once.
import { closeSync, openSync } from 'node:fs'
import type { Log } from '../../observe/log/observer.ts'

interface Options {
  readonly everyMs?: number
  /** The same trouble is told no sooner again. */
  readonly againMs?: number
  /** Throws where there is no descriptor. */
  readonly tryOne?: () => void
}

const noneLeft = new Set(['EMFILE', 'ENFILE'])

const usual = { everyMs: 1_000, againMs: 60_000, tryOne: openOne }

export function watchDescriptors(log: Log, options: Options = {}): Disposable {
  const { everyMs, againMs, tryOne } = { ...usual, ...options }
  let toldAt = -Infinity
  const look = () => {
    try {
      tryOne()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!noneLeft.has(code) || performance.now() - toldAt < againMs) return
      toldAt = performance.now()
      log.warn(
        { code },
        'No file descriptor is left: the system closes new connections; raise the limit of open files',
      )
    }
  }
  const timer = setInterval(look, everyMs).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function openOne(): void {
  closeSync(openSync('/dev/null', 'r'))
}
