// The same backend behind each proxy in turn, round after round, so that what changes on the machine
// meanwhile meets all of them. Proxies are started alone: an idle one still takes memory and timers.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Cores } from './cores.ts'
import { startGateway } from './gateway.ts'
import { measure, type Measured, type Protocol } from './load.ts'
import { backendOf, gatewayManifest, listOf, route } from './manifests.ts'
import { quantile } from './median.ts'
import { startBackend, startNginxProxy } from './nginx.ts'
import { startProcess, type StartedProcess } from './started-process.ts'
import { freePorts } from '../src/testing/free-ports.ts'

export type ProxyName = 'nginx' | 'rauta' | 'bare express'

export interface Throughput extends Measured {
  readonly proxy: ProxyName
  readonly protocol: Protocol
}

interface Proxy {
  readonly name: ProxyName
  readonly ports: Readonly<Partial<Record<Protocol, number>>>
  start(): Promise<StartedProcess>
}

export async function measureThroughput(wanted: {
  readonly folder: string
  readonly cores: Cores
  readonly seconds: number
  readonly rounds: number
  readonly connections: number
}): Promise<readonly Throughput[]> {
  const { folder, cores, seconds, rounds, connections } = wanted
  const [backendPort = 0] = await freePorts(1)
  await using ends = new AsyncDisposableStack()
  ends.use(await startBackend({ folder, core: cores.others, port: backendPort }))
  const proxies = await proxiesFor({ folder, core: cores.proxy, backendPort })
  const all: Throughput[] = []
  for (let round = 0; round < rounds; round++) {
    for (const { name, ports, start } of proxies) {
      await using turn = new AsyncDisposableStack()
      turn.use(await start())
      for (const protocol of ['HTTP/1.1', 'HTTP/2'] as const) {
        const port = ports[protocol]
        if (port === undefined) continue
        const load = { folder, protocol, port, connections, seconds, core: cores.others }
        all.push({ proxy: name, protocol, ...(await measure(load)) })
      }
    }
  }
  return medians(all)
}

async function proxiesFor(at: {
  readonly folder: string
  readonly core: string | undefined
  readonly backendPort: number
}): Promise<readonly Proxy[]> {
  const { folder, core, backendPort } = at
  const [http1Port = 0, http2Port = 0, rautaPort = 0, barePort = 0] = await freePorts(4)
  const manifests = join(folder, 'manifests')
  await mkdir(manifests)
  await writeFile(join(manifests, 'gateway.yaml'), gatewayManifest(rautaPort))
  await writeFile(
    join(manifests, 'route.yaml'),
    listOf([
      ...backendOf('backend', backendPort),
      route('HTTPRoute', 'proxied', { rules: [{ backendRefs: [{ name: 'backend', port: 80 }] }] }),
    ]),
  )
  const bare = fileURLToPath(new URL('bare-express.ts', import.meta.url))
  const bareArgs = [bare, `${barePort}`, `${backendPort}`]
  return [
    {
      name: 'nginx',
      ports: { 'HTTP/1.1': http1Port, 'HTTP/2': http2Port },
      start: () => startNginxProxy({ folder, core, http1Port, http2Port, backendPort }),
    },
    {
      name: 'rauta',
      ports: { 'HTTP/1.1': rautaPort, 'HTTP/2': rautaPort },
      start: () => startGateway({ manifests, core, port: rautaPort }),
    },
    {
      // Express serves no HTTP/2.
      name: 'bare express',
      ports: { 'HTTP/1.1': barePort },
      start: () =>
        startProcess({ command: process.execPath, args: bareArgs, core, ports: [barePort] }),
    },
  ]
}

/** Of the rounds of one proxy and protocol: the median of each figure, the sum of what failed. */
export function medians(all: readonly Throughput[]): readonly Throughput[] {
  const groups = Map.groupBy(all, ({ proxy, protocol }) => `${protocol} ${proxy}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const median = (figure: 'requestsPerSecond' | 'p50Ms' | 'p99Ms') =>
      quantile(Float64Array.from(group, (each) => each[figure]).toSorted(), 0.5)
    return {
      proxy: first.proxy,
      protocol: first.protocol,
      requestsPerSecond: median('requestsPerSecond'),
      p50Ms: median('p50Ms'),
      p99Ms: median('p99Ms'),
      failed: group.reduce((sum, each) => sum + each.failed, 0),
    }
  })
}
