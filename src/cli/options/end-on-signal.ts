// Ctrl-C and `kill`: the first asks for a graceful end, the second ends at once.
import { constants } from 'node:os'

const signals = ['SIGINT', 'SIGTERM'] as const

export interface Ending {
  /** Resolves at the first signal. */
  readonly signal: Promise<NodeJS.Signals>
  /** Signals do again what they do by default. */
  forget(): void
}

export function endOnSignal(): Ending {
  const first = Promise.withResolvers<NodeJS.Signals>()
  let isEnding = false

  const onSignal = (signal: NodeJS.Signals) => {
    if (isEnding) process.exit(128 + constants.signals[signal])
    isEnding = true
    first.resolve(signal)
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    signal: first.promise,
    forget() {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
