// Memory is given back at rest. V8 collects garbage when memory is asked for, and after a flood nobody asks;
// glibc keeps what was freed between two pieces that are in use. In a container whose limit counts it, what a
// flood took would be missing for days.
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { CollectionTimes, type CollectionOptions } from './collection-times.ts'
import { trimMalloc } from './trim-malloc.ts'

interface Options extends Partial<CollectionOptions> {
  /** Of the event loop's time. */
  readonly mostBusy?: number
}

const usual = { everyMs: 5_000, marginBytes: 16 * 1024 * 1024, mostBusy: 0.1 }

export function giveMemoryBack(options: Options = {}): Disposable {
  const { everyMs, marginBytes, mostBusy } = { ...usual, ...options }
  const atStart = residentBytes()
  // A system without /proc does not say what a process has.
  if (atStart === undefined) return { [Symbol.dispose]: () => {} }
  const times = new CollectionTimes(atStart, { everyMs, marginBytes })
  const collectAndTrim = memoryCollector()
  let before = performance.eventLoopUtilization()
  const look = () => {
    const { utilization } = performance.eventLoopUtilization(before)
    before = performance.eventLoopUtilization()
    const bytes = residentBytes() ?? 0
    const open = process.getActiveResourcesInfo().length
    if (!times.isDue({ isBusy: utilization > mostBusy, bytes, open })) return
    collectAndTrim()
    times.onCollected(bytes - (residentBytes() ?? 0))
    before = performance.eventLoopUtilization()
  }
  const timer = setInterval(look, everyMs).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Collects all garbage, and gives free pages back. */
export function memoryCollector(): () => void {
  const collect = garbageCollection()
  return () => {
    collect()
    trimMalloc()
  }
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
