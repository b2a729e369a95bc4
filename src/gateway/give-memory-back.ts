// Memory is given back at rest. V8 collects garbage when memory is asked for, and after a flood nobody asks;
// glibc keeps what was freed between two pieces that are in use. In a container whose limit counts it, what a
// flood took would be missing for days.
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { trimMalloc } from './trim-malloc.ts'

interface Options {
  readonly everyMs?: number
  /** What is less is not worth a pause of a tenth of a second. */
  readonly marginBytes?: number
  /** Of the event loop's time. Who is busier collects by itself, and nobody should wait. */
  readonly mostBusy?: number
}

/** What is in use stays, and is looked at less and less often. */
const longestWaitMs = 300_000

export function giveMemoryBack(options: Options = {}): Disposable {
  const { everyMs = 5_000, marginBytes = 16 * 1024 * 1024, mostBusy = 0.1 } = options
  let lowest = residentBytes()
  // A system without /proc does not say what a process has.
  if (lowest === undefined) return { [Symbol.dispose]: () => {} }
  const collect = garbageCollection()
  let before = performance.eventLoopUtilization()
  let waitMs = everyMs
  let restedMs = 0
  const look = () => {
    const { utilization } = performance.eventLoopUtilization(before)
    before = performance.eventLoopUtilization()
    if (utilization > mostBusy) {
      waitMs = everyMs
      restedMs = 0
      return
    }
    const had = residentBytes() ?? 0
    lowest = Math.min(lowest ?? had, had)
    restedMs += everyMs
    if (had <= lowest + marginBytes || restedMs < waitMs) return
    collect()
    trimMalloc()
    const has = residentBytes() ?? 0
    // Some is freed by the next time only, and some once a connection that holds it has had its time.
    waitMs = had - has > marginBytes / 2 ? everyMs : Math.min(waitMs * 2, longestWaitMs)
    restedMs = 0
    before = performance.eventLoopUtilization()
  }
  const timer = setInterval(look, everyMs).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function residentBytes(): number | undefined {
  try {
    return process.memoryUsage.rss()
  } catch {
    return undefined
  }
}

/** Node has it behind a flag, which counts for contexts that are made later. */
function garbageCollection(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  // The flavor that gives pages back, too; the usual one keeps them for the next objects.
  const how = { type: 'major', flavor: 'last-resort' }
  return typeof collect === 'function' ? () => void collect(how) : () => {}
}
