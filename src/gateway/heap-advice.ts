// What to set where JavaScript's heap may grow until the system kills the process: V8 collects in earnest only
// near its own limit, and that is 256 MiB at least, however little memory there is.
import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'

export interface MemoryLimits {
  /** Of JavaScript's heap. */
  readonly heapBytes: number
  /** Of the process: its control group's, else the machine's. */
  readonly memoryBytes: number
}

/** The rest is for buffers, TLS, HTTP/2 and Node itself. */
const heapShare = 3 / 4
const MiB = 1024 ** 2

export function memoryLimits(): MemoryLimits {
  const { heap_size_limit: heapBytes } = getHeapStatistics()
  return { heapBytes, memoryBytes: Math.min(process.constrainedMemory() || Infinity, totalmem()) }
}

/** The value of NODE_OPTIONS; undefined: the limits go together. */
export function heapAdvice({ heapBytes, memoryBytes }: MemoryLimits): string | undefined {
  if (heapBytes <= memoryBytes * heapShare) return undefined
  const half = Math.floor(memoryBytes / 2 / MiB)
  return `--max-old-space-size=${half}`
}
