// How long one changed route takes to be live: from the rename of its file to the first answer that
// the gateway gives by the new rule, asked again and again on an open connection.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import type { Cores } from './cores.ts'
import { startGateway } from './gateway.ts'
import { quantile } from './median.ts'
import { changingManifest, gatewayManifest, routesManifest } from './manifests.ts'
import { freePorts } from '../src/testing/free-ports.ts'

export interface ChangeLatency {
  readonly routes: number
  /** From the start of the process to the first answer by a route. */
  readonly startMs: number
  /** Of all changes. */
  readonly medianMs: number
  readonly slowestMs: number
}

export async function measureChanges(wanted: {
  readonly folder: string
  readonly cores: Cores
  readonly routes: readonly number[]
  readonly changes: number
}): Promise<readonly ChangeLatency[]> {
  const results: ChangeLatency[] = []
  for (const routes of wanted.routes) results.push(await measureWith(routes, wanted))
  return results
}

async function measureWith(
  routes: number,
  { folder, cores, changes }: Parameters<typeof measureChanges>[0],
): Promise<ChangeLatency> {
  const [port = 0] = await freePorts(1)
  const manifests = join(folder, `routes-${routes}`)
  await writeManifests({ manifests, port, routes })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  try {
    const started = performance.now()
    await using ends = new AsyncDisposableStack()
    ends.use(
      await startGateway({ manifests, core: cores.proxy, ports: [port], readyWithinMs: 120_000 }),
    )
    await versionIs({ agent, port, version: 0 })
    const startMs = performance.now() - started
    const durations: number[] = []
    for (let version = 1; version <= changes; version++) {
      // Beside the folder that is watched, so that only the rename is seen.
      const draft = join(folder, 'draft')
      await writeFile(draft, changingManifest('changing', version))
      const from = performance.now()
      await rename(draft, join(manifests, 'changing.yaml'))
      await versionIs({ agent, port, version })
      durations.push(performance.now() - from)
    }
    const sorted = Float64Array.from(durations).toSorted()
    return { routes, startMs, medianMs: quantile(sorted, 0.5), slowestMs: quantile(sorted, 1) }
  } finally {
    agent.destroy()
  }
}

/** A hundred routes a file, and one file of its own for the route that changes. */
async function writeManifests(wanted: {
  readonly manifests: string
  readonly port: number
  readonly routes: number
}): Promise<void> {
  const { manifests, port, routes } = wanted
  await mkdir(manifests)
  await writeFile(join(manifests, 'gateway.yaml'), gatewayManifest(port))
  await writeFile(join(manifests, 'changing.yaml'), changingManifest('changing', 0))
  const names = Array.from({ length: routes - 1 }, (_, index) => `route-${index}`)
  for (let from = 0; from < names.length; from += 100) {
    const file = join(manifests, `routes-${from}.yaml`)
    await writeFile(file, routesManifest(names.slice(from, from + 100)))
  }
}

interface Awaited {
  readonly agent: http.Agent
  readonly port: number
  readonly version: number
}

/** Asks until the answer is that of the version; gives up after a minute. */
export async function versionIs({ agent, port, version }: Awaited): Promise<void> {
  const deadline = performance.now() + 60_000
  while ((await locationOf(agent, port)) !== `/version/${version}`) {
    if (performance.now() > deadline) throw new Error(`version ${version} was not live in a minute`)
  }
}

/** The path of the redirect; undefined: there is none yet. */
async function locationOf(agent: http.Agent, port: number): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>()
  const headers = { host: 'changing.example' }
  http
    .get({ agent, host: '127.0.0.1', port, headers }, (response) => {
      const { location } = response.headers
      response.resume()
      response.once('end', () => resolve(location && new URL(location).pathname))
    })
    .once('error', reject)
  return promise
}
