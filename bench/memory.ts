// Resident memory of a proxy that has just started, under load, and after it.
import { setTimeout as after } from 'node:timers/promises'
import { caseNamed } from './cases.ts'
import type { HowToMeasure } from './measure.ts'
import { residentMiB } from './process-tree.ts'
import type { StartedProxy } from './proxies/proxy.ts'

export interface Memory {
  readonly proxy: string
  readonly routes: number
  readonly idleMiB: number
  /** The most that was seen. */
  readonly loadedMiB: number
  readonly restedMiB: number
}

// What a start leaves behind is given back in this time; and what load leaves behind.
const settleMs = 7_000
const restMs = 10_000

export async function measureMemory(
  proxy: StartedProxy,
  routes: number,
  { folder, core, seconds }: HowToMeasure,
): Promise<Memory> {
  const small = caseNamed(routes > 0 ? 'routes' : 'small')
  if (!small) throw new Error('there is no such case')
  await after(settleMs)
  const idleMiB = await now(proxy)
  let loadedMiB = idleMiB
  const load = small.run({ folder, core, port: proxy.doors[small.door] ?? 0, seconds: seconds * 3 })
  const over = load.then(() => true)
  let isOver = false
  while (!isOver) {
    loadedMiB = Math.max(loadedMiB, await now(proxy))
    isOver = await Promise.race([over, after(200, false)])
  }
  await after(restMs)
  return { proxy: proxy.name, routes, idleMiB, loadedMiB, restedMiB: await now(proxy) }
}

async function now({ name, pid }: StartedProxy): Promise<number> {
  const memory = await residentMiB(pid)
  if (memory === undefined) throw new Error(`${name} has ended, or this is not Linux`)
  return memory
}
