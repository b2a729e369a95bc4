// `node --import collect-on-signal.ts …`: collects all garbage at a signal, so that what is left is in use.
import { isMainThread } from 'node:worker_threads'
import { memoryCollector } from '../../src/workers/memory/give-memory-back.ts'

export const collectSignal = 'SIGUSR2'

if (isMainThread && process.execArgv.includes('--import'))
  process.on(collectSignal, memoryCollector())
