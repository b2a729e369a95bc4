// Steady traffic of both kinds to one target: connections that are used again, and a new one each time.
import type { ExecutionContext } from 'ava'
import { waitFor } from '../../kind/wait-for.ts'
import type { Target } from './requests.ts'
import { startTraffic, type TrafficReport } from './steady-traffic.ts'

export interface TrafficPair extends AsyncDisposable {
  /** Prints what came of the requests since the start, under `title`; the two reports. */
  stop(t: ExecutionContext, title: string): Promise<readonly TrafficReport[]>
}

/** Resolves when it flows. */
export async function startTrafficPair(target: Target): Promise<TrafficPair> {
  const pair = [true, false].map((keepAlive) => startTraffic({ ...target, keepAlive }))
  const stopAll = () => Promise.all(pair.map((each) => each.stop()))
  await waitFor({
    what: 'traffic to flow',
    timeoutMs: 10_000,
    attempt: async () => {
      if (pair.some((each) => each.answered() < 10)) throw new Error('no 200 yet')
    },
  }).catch(async (error) => {
    await stopAll()
    throw error
  })
  return {
    async stop(t, title) {
      const reports = await stopAll()
      for (const [index, { sent, outcomes, slowestMs, failingMs }] of reports.entries()) {
        const kind = index === 0 ? 'keep-alive' : 'new connections'
        const came = Object.entries(outcomes).map(([outcome, count]) => `${count} × ${outcome}`)
        const failing = failingMs > 0 ? `, failing for ${failingMs} ms` : ''
        t.log(
          `${title}, ${kind}: ${sent} sent, ${came.join(', ')}, slowest ${slowestMs} ms${failing}`,
        )
      }
      return reports
    },
    async [Symbol.asyncDispose]() {
      await stopAll()
    },
  }
}

/** What came of requests, apart from 200. */
export function failures(reports: readonly TrafficReport[]): readonly string[] {
  return reports.flatMap(({ outcomes }) => Object.keys(outcomes)).filter((each) => each !== '200')
}
