// By SIGUSR1 Node opens its inspector, and who may send it, or reaches the port, reads every key. To look
// inside, start it by `node --inspect src/main.js`.
import inspector from 'node:inspector'

/** As long after the start a thread of Node's may tell of a signal that came before. */
const lateMs = 10_000

/** To be called before anything is loaded. */
export function keepInspectorClosed(): void {
  process.on('SIGUSR1', () => {})
  if (isAsked()) return
  // Until here, as Node started, the signal opened it; and does so once more in a later turn of the event loop.
  close()
  const again = setInterval(close, 10).unref()
  setTimeout(() => clearInterval(again), lateMs).unref()
}

function close(): void {
  if (inspector.url() !== undefined) inspector.close()
}

function isAsked(): boolean {
  const options = [...process.execArgv, process.env['NODE_OPTIONS'] ?? '']
  return options.some((option) => /--inspect(?!-port|-publish-uid)/.test(option))
}
