// The main process, as a worker sees it.
import type { Socket } from 'node:net'
import type { FromWorker, ToWorker } from '../wire/messages.ts'

export interface MainProcess {
  tell(message: FromWorker): void
  /** Resolves when it was handed over, or cannot be any more. */
  tellLast(message: FromWorker): Promise<void>
}

export function connectToMain(
  onMessage: (message: ToWorker, socket: Socket | undefined) => void,
): MainProcess {
  if (!process.send) throw new Error('A worker is started by Rauta itself, with a pipe to it')
  // The pipe comes from whoever started this process, which is the main process.
  process.on('message', (message, socket) => onMessage(message as ToWorker, socket as Socket))
  // Nobody is left who could change or end what is served.
  process.on('disconnect', () => process.exit(0))
  const tell = (message: FromWorker, onTold = () => {}) => {
    if (process.connected) process.send?.(message, undefined, undefined, onTold)
    else onTold()
  }
  return {
    tell: (message) => tell(message),
    tellLast: (message) => new Promise((resolve) => tell(message, resolve)),
  }
}
