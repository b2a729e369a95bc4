// So many requests of a few clients, each one after another, on connections that are kept.
import { Agent, request } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'

export interface Load {
  readonly port: number
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly requests: number
  /** Default: 16. */
  readonly clients?: number
  /** How long a client waits before it asks again; default: not at all. */
  readonly pauseMs?: () => number
}

export interface LoadReport {
  readonly requests: number
  /** Answers other than 200, and none. */
  readonly failed: number
  /** What `x-version` said. */
  readonly versions: ReadonlySet<string>
}

export async function steadyLoad(load: Load): Promise<LoadReport> {
  const { clients = 16, pauseMs } = load
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const versions = new Set<string>()
  let begun = 0
  let failed = 0
  const one = async () => {
    while (begun < load.requests) {
      begun++
      const version = await answerTo(load, agent)
      if (version === undefined) failed++
      else versions.add(version)
      if (pauseMs) await after(pauseMs())
    }
  }
  await Promise.all(Array.from({ length: clients }, one))
  agent.destroy()
  return { requests: load.requests, failed, versions }
}

/** The version that answered; undefined: no answer, or another than 200. */
function answerTo({ port, method, path }: Load, agent: Agent): Promise<string | undefined> {
  return new Promise((resolve) => {
    const headers = { host: 'a.example' }
    const sent = request(
      { host: '127.0.0.1', port, path, method, agent, headers, timeout: 10_000 },
      ({ statusCode, headers: { 'x-version': version } }) => {
        answer = statusCode === 200 ? `${version}` : undefined
      },
    )
    let answer: string | undefined
    sent.once('response', (response) => {
      response.once('error', () => resolve(undefined))
      response.resume().once('end', () => resolve(answer))
    })
    sent.once('timeout', () => sent.destroy())
    sent.once('error', () => resolve(undefined))
    sent.end(method === 'POST' ? 'a=1' : undefined)
  })
}
