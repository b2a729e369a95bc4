// What was started goes also when the person presses Ctrl-C or CI ends the job.
import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Returns `close`, which then runs once however often and from wherever it is called. */
export function closeOnSignal(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined
  const closeOnce = (): Promise<void> => {
    closing ??= close().finally(() => {
      for (const signal of signals) process.off(signal, onSignal)
    })
    return closing
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    const end = (): never => process.exit(128 + constants.signals[signal])
    closeOnce().then(end, end)
  }
  for (const signal of signals) process.on(signal, onSignal)
  return closeOnce
}
