// How long a request takes at a rate that all can serve: half of what nginx alone can. The backend without
// a proxy is asked too, so that the load generator's own share is known.
import type { Case } from './cases.ts'
import { loadAtRate } from './load/fixed-rate.ts'
import { measureCase, warmAgain, warmUp, type HowToMeasure } from './measure.ts'
import { median } from './median.ts'
import type { Door, StartedProxy } from './proxies/proxy.ts'

export interface Latency {
  readonly case: string
  readonly proxy: string
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  readonly failed: number
}

const figures = ['requestsPerSecond', 'p50Ms', 'p99Ms', 'p999Ms'] as const

export async function measureLatency(
  each: Case,
  proxies: readonly StartedProxy[],
  how: HowToMeasure & { readonly backendPort: number },
): Promise<readonly Latency[]> {
  const rate = Math.floor((await rateOf(each, proxies, how)) / 2)
  const direct = { name: 'no proxy', doors: { http: how.backendPort } }
  const through = proxies.filter(({ doors }) => each.door in doors)
  for (const proxy of through) await warmUp(each, proxy, how)
  const taking = each.door in direct.doors ? [direct, ...through] : through
  const rounds: Latency[] = []
  for (let round = 0; round < how.rounds; round++)
    for (const proxy of taking) {
      const { name, doors } = proxy
      const { [each.door]: port = 0 }: Partial<Record<Door, number>> = doors
      if ('pid' in proxy) await warmAgain(each, proxy, how)
      const asked = { isTls: each.door === 'https', connections: 64, rate }
      const { seconds, requests, ...rest } = await loadAtRate(asked, { ...how, port })
      rounds.push({
        case: each.name,
        proxy: name,
        requestsPerSecond: requests / seconds,
        ...rest,
      })
    }
  return taking.map(({ name }) => middleOf(rounds.filter(({ proxy }) => proxy === name)))
}

async function rateOf(
  each: Case,
  proxies: readonly StartedProxy[],
  how: HowToMeasure,
): Promise<number> {
  const nginx = proxies.filter(({ name }) => name === 'nginx')
  const [measured] = await measureCase(each, nginx, { ...how, rounds: 1 })
  if (!measured) throw new Error('nginx is not among the proxies')
  return measured.requestsPerSecond
}

function middleOf(rounds: readonly Latency[]): Latency {
  const [first] = rounds
  if (!first) throw new Error('no round was measured')
  const middle = Object.fromEntries(
    figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))]),
  ) as Record<(typeof figures)[number], number>
  const failed = rounds.reduce((sum, round) => sum + round.failed, 0)
  return { case: first.case, proxy: first.proxy, ...middle, failed }
}
