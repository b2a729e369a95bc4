// How many workers `auto` is: one for each processor that the process may use, as far as there is memory for
// them. A pod without a limit of processors on a large machine would else start more than its memory holds.
import { availableParallelism, totalmem } from 'node:os'

const MiB = 1024 ** 2
/** Of the main process, with some thousand routes. */
const mainBytes = 192 * MiB
/** Of a worker under load. */
const workerBytes = 160 * MiB

interface Machine {
  /** Node asks the control group, too. */
  readonly processors: number
  /** The control group's limit, else the machine's. */
  readonly memoryBytes: number
}

export interface WorkerCount {
  readonly count: number
  /** With several, others serve until the one that ended is there again. */
  readonly hasSpare: boolean
}

/** A number is that number of processes, and no more. */
export function workerCount(asked: number | 'auto', machine: Machine = machineHere()): WorkerCount {
  if (asked !== 'auto') return { count: asked, hasSpare: false }
  const { processors, memoryBytes } = machine
  const most = Math.floor((memoryBytes - mainBytes) / workerBytes)
  const count = Math.max(1, Math.min(processors, most))
  return { count, hasSpare: count === 1 && most > 1 }
}

function machineHere(): Machine {
  return {
    processors: availableParallelism(),
    memoryBytes: Math.min(process.constrainedMemory() || Infinity, totalmem()),
  }
}
