// What the machine did beside the bench: processor time of all, less that of the bench and its programs.
import { readFile } from 'node:fs/promises'
import { processorMicrosecondsOfAll, ticksPerSecond } from './process-tree.ts'

export interface OtherLoad {
  /** Cores that others used, in the mean. */
  readonly cores: number
  /** Cores that the host of a virtual machine gave to others. */
  readonly stolen: number
}

/** More than this, and figures in time are worth less. */
export const muchOtherLoad = 0.1

/** What was used up to a moment, in seconds. */
export interface Used {
  readonly at: number
  /** Of the bench and its programs. */
  readonly own: number
  /** Of all that runs here. */
  readonly busy: number
  readonly stolen: number
}

/** Starts to count; what it returns tells how much it was since. */
export async function watchOtherLoad(): Promise<() => Promise<OtherLoad>> {
  const before = await usedNow()
  return async () => otherLoadBetween(before, await usedNow())
}

export function otherLoadBetween(before: Used, after: Used): OtherLoad {
  const seconds = after.at - before.at
  const own = after.own - before.own
  return {
    // Both are counted in ticks: others may seem to take a little less than nothing.
    cores: Math.max(0, (after.busy - before.busy - own) / seconds),
    stolen: (after.stolen - before.stolen) / seconds,
  }
}

export function sentenceOf({ cores, stolen }: OtherLoad): string {
  const figures = `${cores.toFixed(2)} cores, and its host ${stolen.toFixed(2)}`
  return cores + stolen > muchOtherLoad
    ? `Other work on the machine took ${figures}: times and rates are worth less, and processor time for a request is somewhat too high.`
    : `Other work on the machine took ${figures}.`
}

async function usedNow(): Promise<Used> {
  const at = performance.now() / 1000
  const own = ((await processorMicrosecondsOfAll(process.pid)) ?? 0) / 1_000_000
  const { busy, stolen } = ticksOfAll(await readFile('/proc/stat', 'utf8'))
  return { at, own, busy: busy / ticksPerSecond(), stolen: stolen / ticksPerSecond() }
}

/** `cpu  user nice system idle iowait irq softirq steal guest guest_nice`, in ticks. */
export function ticksOfAll(stat: string): { readonly busy: number; readonly stolen: number } {
  const [line = ''] = stat.split('\n')
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return { busy: user + nice + system + irq + softirq, stolen }
}
