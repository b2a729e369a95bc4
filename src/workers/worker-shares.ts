// What each of several workers gets of what the process would have alone.
import { totalmem } from 'node:os'
import { limits as defaultLimits, type Limits } from '../proxy/sockets/limits.ts'

/**
 * Counts of connections and requests are shared out. What one core can do, and what a process may open, each
 * worker has whole.
 */
export function shareOfLimits(given: Partial<Limits>, count: number): Partial<Limits> {
  const { connections, underWay, connectionsPerSource } = { ...defaultLimits, ...given }
  const share = (whole: number) => Math.ceil(whole / count)
  return {
    ...given,
    connections: share(connections),
    underWay: share(underWay),
    ...(connectionsPerSource !== undefined && {
      connectionsPerSource: share(connectionsPerSource),
    }),
  }
}

const MiB = 1024 ** 2
/** Of a worker's memory; the rest is for buffers, TLS, HTTP/2 and Node itself. */
const heapShare = 3 / 4
/** V8 needs as much to start, and to serve a few routes. */
const leastHeap = 64

interface Memory {
  readonly constrained: number | undefined
  readonly total: number
  /** Of Node, as the process was started. */
  readonly options: readonly string[]
}

/**
 * MiB of each half of the part of the heap for new objects: V8's own limit is 32, and the memory of a worker under
 * load 31 MiB more, for the same processor time a request.
 */
const semiSpace = 8

/** Flags of Node.js for each worker, but those that were given. */
export function heapFlags(count: number, memory: Memory = memoryHere()): readonly string[] {
  const heap = heapOfWorker(count, memory)
  const isGiven = memory.options.some((option) => /--max[-_]semi[-_]space[-_]size/.test(option))
  return [
    ...(isGiven ? [] : [`--max-semi-space-size=${semiSpace}`]),
    ...(heap === undefined ? [] : [`--max-old-space-size=${heap}`]),
  ]
}

/**
 * Each worker's heap in MiB: of the memory that the control group grants, the main process has a share like a
 * worker's. Undefined where nothing limits the memory, or the limit of the heap was given.
 */
export function heapOfWorker(count: number, memory: Memory = memoryHere()): number | undefined {
  const { constrained, total, options } = memory
  if (options.some((option) => /--max[-_](old[-_]space|heap)[-_]size/.test(option)))
    return undefined
  if (constrained === undefined || constrained === 0 || constrained >= total) return undefined
  return Math.max(leastHeap, Math.floor((constrained / (count + 1) / MiB) * heapShare))
}

function memoryHere(): Memory {
  return {
    constrained: process.constrainedMemory(),
    total: totalmem(),
    options: [...process.execArgv, process.env['NODE_OPTIONS'] ?? ''],
  }
}
