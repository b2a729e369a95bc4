// One well-behaved client beside an attack: a request every 50 ms, on a connection that it keeps, and one on
// a new connection. What it meets is what other users of the gateway meet.
import { Agent, get } from 'node:http'
import { setInterval as every } from 'node:timers/promises'

export interface CanaryReport {
  readonly sent: number
  /** Answers other than 200, and none. */
  readonly failed: number
  readonly worstMs: number
  readonly p99Ms: number
}

/** A request that has no answer by then has failed. */
const patienceMs = 5_000

/** Sends until the signal says so, and then waits for the answers under way. */
export async function runCanary(port: number, signal: AbortSignal): Promise<CanaryReport> {
  using kept = keptAgent()
  const requests: Promise<number | undefined>[] = []
  for await (const _ of every(50)) {
    if (signal.aborted) break
    requests.push(answeredAfterMs(port, kept.agent), answeredAfterMs(port, undefined))
  }
  const all = await Promise.all(requests)
  const times = all.filter((ms) => ms !== undefined).toSorted((a, b) => a - b)
  return {
    sent: all.length,
    failed: all.length - times.length,
    worstMs: times.at(-1) ?? Number.POSITIVE_INFINITY,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? Number.POSITIVE_INFINITY,
  }
}

function keptAgent(): Disposable & { readonly agent: Agent } {
  const agent = new Agent({ keepAlive: true })
  return { agent, [Symbol.dispose]: () => agent.destroy() }
}

/** Undefined: no answer, or another than 200. */
function answeredAfterMs(port: number, agent: Agent | undefined): Promise<number | undefined> {
  const begun = performance.now()
  return new Promise((resolve) => {
    const request = get(
      {
        host: '127.0.0.1',
        port,
        headers: { host: 'a.example' },
        agent: agent ?? false,
        timeout: patienceMs,
      },
      (response) => {
        response.resume().once('end', () => {
          resolve(response.statusCode === 200 ? performance.now() - begun : undefined)
        })
      },
    )
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(undefined))
    request.once('close', () => resolve(undefined))
  })
}
