// The proxies run side by side, and one after the other carries the load of a case, round after round: so
// what changes on the machine meanwhile meets all of them. One that waits takes next to nothing.
import type { Case } from './cases.ts'
import { median } from './median.ts'
import { processorMicroseconds } from './process-tree.ts'
import type { StartedProxy } from './proxies/proxy.ts'

/** One proxy under the load of one case; of several rounds the median of each figure. */
export interface Measured {
  readonly case: string
  readonly proxy: string
  readonly requestsPerSecond: number
  /** Of the proxy's processes, user and system. */
  readonly microsecondsPerRequest: number
  /** Of one core, the share that the proxy used: under 0.9, the load generator was what held it up. */
  readonly busy: number
  /** In all rounds. */
  readonly failed: number
}

export interface HowToMeasure {
  readonly folder: string
  /** Of the load generator. */
  readonly core: string | undefined
  readonly rounds: number
  readonly seconds: number
}

export async function measureCase(
  each: Case,
  proxies: readonly StartedProxy[],
  how: HowToMeasure,
): Promise<readonly Measured[]> {
  const taking = proxies.filter(
    ({ doors, cases }) =>
      doors[each.door] !== undefined && (cases === undefined || cases.includes(each.name)),
  )
  for (const proxy of taking) {
    await check(each, proxy)
    await warmUp(each, proxy, how)
  }
  const rounds: Measured[] = []
  for (let round = 0; round < how.rounds; round++)
    for (const proxy of taking) rounds.push(await measureOnce(each, proxy, how, how.seconds))
  return taking.map(({ name }) => medians(rounds.filter(({ proxy }) => proxy === name)))
}

async function check(each: Case, { name, doors }: StartedProxy): Promise<void> {
  try {
    await each.check(doors[each.door] ?? 0)
  } catch (cause) {
    throw new Error(`${each.name}: ${name} does not answer as the backend does`, { cause })
  }
}

/** As long as it gets faster: code is compiled as it is used, the last of it after some hundred thousand requests. */
export async function warmUp(each: Case, proxy: StartedProxy, how: HowToMeasure): Promise<void> {
  if (proxy.warmUpSeconds === 0) return
  const port = proxy.doors[each.door] ?? 0
  let best = 0
  for (let turn = 0, since = 0; turn < mostWarmTurns && since < warmAfterTurns; turn++) {
    const { requests } = await each.run({ ...how, port, seconds: proxy.warmUpSeconds })
    since = requests > best * warmGrowth ? 0 : since + 1
    best = Math.max(best, requests)
  }
}

/** A process that rested while others were measured gave back what it had compiled. */
export async function warmAgain(
  each: Case,
  { warmUpSeconds, doors }: StartedProxy,
  { folder, core }: Pick<HowToMeasure, 'folder' | 'core'>,
): Promise<void> {
  const port = doors[each.door] ?? 0
  if (warmUpSeconds > 0) await each.run({ folder, core, port, seconds: warmUpSeconds })
}

/** It was not faster by so much for so many turns. */
const warmGrowth = 1.05
const warmAfterTurns = 2
const mostWarmTurns = 8

// Processor time is counted in hundredths of a second, so that less of it says little; where the machine
// has other work, one turn of the load generator may not bring it about.
const leastMicroseconds = 500_000
const mostTurns = 5

async function measureOnce(
  each: Case,
  proxy: StartedProxy,
  { folder, core }: HowToMeasure,
  seconds: number,
): Promise<Measured> {
  const port = proxy.doors[each.door] ?? 0
  const sum = { requests: 0, seconds: 0, failed: 0 }
  await warmAgain(each, proxy, { folder, core })
  const before = await processorTimeOf(proxy)
  let used = 0
  for (let turn = 0; turn < mostTurns && used < leastMicroseconds; turn++) {
    const load = await each.run({ port, core, folder, seconds })
    sum.requests += load.requests
    sum.seconds += load.seconds
    sum.failed += load.failed
    used = (await processorTimeOf(proxy)) - before
  }
  return {
    case: each.name,
    proxy: proxy.name,
    requestsPerSecond: sum.requests / sum.seconds,
    microsecondsPerRequest: used / sum.requests,
    busy: used / 1_000_000 / sum.seconds,
    failed: sum.failed,
  }
}

async function processorTimeOf({ name, pid, said }: StartedProxy): Promise<number> {
  const used = await processorMicroseconds(pid)
  if (used === undefined) throw new Error(`${name} has ended, or this is not Linux:\n${said()}`)
  return used
}

/** Of the rounds of one proxy in one case: the median of each figure, the sum of what failed. */
export function medians(rounds: readonly Measured[]): Measured {
  const [first] = rounds
  if (!first) throw new Error('no round was measured')
  const middle = (figure: 'requestsPerSecond' | 'microsecondsPerRequest' | 'busy') =>
    median(rounds.map((each) => each[figure]))
  return {
    case: first.case,
    proxy: first.proxy,
    requestsPerSecond: middle('requestsPerSecond'),
    microsecondsPerRequest: middle('microsecondsPerRequest'),
    busy: middle('busy'),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
  }
}
