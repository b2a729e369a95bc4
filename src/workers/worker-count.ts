// How many workers `auto` is: one for each processor that the process may use, as far as there is memory for
// them. A pod without a limit of processors on a large machine would else start more than its memory holds. On one
// processor there are two: when one dies, the other one serves at once.
import { availableParallelism, totalmem } from 'node:os'

const MiB = 1024 ** 2
/** Of the main process, with some thousand routes. */
const mainBytes = 192 * MiB
/** Of a worker under load. */
const workerBytes = 160 * MiB
const leastWanted = 2

interface Machine {
  /** Node asks the control group, too. */
  readonly processors: number
  /** The control group's limit, else the machine's. */
  readonly memoryBytes: number
}

export function workerCount(asked: number | 'auto', machine: Machine = machineHere()): number {
  if (asked !== 'auto') return asked
  const { processors, memoryBytes } = machine
  const most = Math.floor((memoryBytes - mainBytes) / workerBytes)
  return Math.max(1, Math.min(Math.max(processors, leastWanted), most))
}

function machineHere(): Machine {
  return {
    processors: availableParallelism(),
    memoryBytes: Math.min(process.constrainedMemory() || Infinity, totalmem()),
  }
}
