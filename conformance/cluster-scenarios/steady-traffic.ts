// Requests at a steady pace, whatever the answers: what a change in the cluster cost is read off them.
// The pace does not wait for answers, so that a stall shows as requests that took long, not as silence.
import http from 'node:http'

export interface TrafficOptions {
  readonly host: string
  readonly port: number
  /** The Host header. */
  readonly hostname: string
  readonly path?: string
  readonly everyMs?: number
  /** Connections are used again, else each request has its own. */
  readonly keepAlive: boolean
}

export interface TrafficReport {
  readonly sent: number
  /** By what came of it: `200`, `503`, `ECONNREFUSED`, `timeout`. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly slowestMs: number
  /** Between the first and the last request that got no 200. */
  readonly failingMs: number
}

export interface Traffic {
  /** How many got their 200 so far: to wait until it flows. */
  answered(): number
  /** Sends no more, and resolves when the last one is answered. */
  stop(): Promise<TrafficReport>
}

const timeoutMs = 10_000
const connections = 8

export function startTraffic(options: TrafficOptions): Traffic {
  const { everyMs = 20, keepAlive } = options
  // In turn: a connection that rests too long is closed by the other side while a request is on its way.
  const agent = new http.Agent({ keepAlive, maxSockets: connections, scheduling: 'fifo' })
  const outcomes = new Map<string, number>()
  const pending = new Set<Promise<void>>()
  let sent = 0
  let slowestMs = 0
  let firstFailure: number | undefined
  let lastFailure = 0

  const timer = setInterval(() => {
    sent += 1
    const begun = performance.now()
    const one = outcomeOf(options, keepAlive ? agent : false).then((outcome) => {
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      slowestMs = Math.max(slowestMs, performance.now() - begun)
      pending.delete(one)
      if (outcome === '200') return
      firstFailure ??= begun
      lastFailure = Math.max(lastFailure, begun)
    })
    pending.add(one)
  }, everyMs)

  return {
    answered: () => outcomes.get('200') ?? 0,
    async stop() {
      clearInterval(timer)
      await Promise.all(pending)
      agent.destroy()
      return {
        sent,
        outcomes: Object.fromEntries(outcomes),
        slowestMs: Math.round(slowestMs),
        failingMs: firstFailure === undefined ? 0 : Math.round(lastFailure - firstFailure),
      }
    },
  }
}

/** Never rejects. */
function outcomeOf(options: TrafficOptions, agent: http.Agent | false): Promise<string> {
  const { host, port, hostname, path = '/' } = options
  return new Promise((resolve) => {
    const request = http.get({ host, port, path, agent, headers: { host: hostname } })
    const late = setTimeout(() => {
      resolve('timeout')
      request.destroy()
    }, timeoutMs)
    const settle = (outcome: string): void => {
      clearTimeout(late)
      resolve(outcome)
    }
    request.on('error', (error) => settle('code' in error ? String(error.code) : error.message))
    request.on('response', (response) => {
      response.on('error', () => settle('cut off'))
      response.on('end', () => settle(String(response.statusCode)))
      response.resume()
    })
  })
}
