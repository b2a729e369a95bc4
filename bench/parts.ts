// The parts of one run of the bench, each with proxies of its own.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Case } from './cases.ts'
import { caseNamed } from './cases.ts'
import type { Cores } from './cores.ts'
import { gatewayTakes } from './gateway.ts'
import { measureLatency, type Latency } from './latency.ts'
import { measureCase, type HowToMeasure, type Measured } from './measure.ts'
import { measureMemory, type Memory } from './memory.ts'
import { bareExpress, bareHttp2, bareSockets } from './proxies/bare-node.ts'
import { bareHaproxy, dutifulHaproxy } from './proxies/haproxy.ts'
import { bareNginx, dutifulNginx } from './proxies/nginx.ts'
import type { Proxy } from './proxies/proxy.ts'
import { rauta } from './proxies/rauta.ts'
import { setStage } from './stage.ts'
import type { Progress } from '../tools/progress.ts'

export interface Run extends HowToMeasure {
  readonly cores: Cores
  readonly progress: Progress
}

const manyRoutes = 5_000

/** All proxies that have a door for the case, those of one number of routes side by side. */
export async function runCases(run: Run, wanted: readonly Case[]): Promise<readonly Measured[]> {
  const measured: Measured[] = []
  const proxies = await allProxies()
  for (const [routes, of] of Map.groupBy(wanted, (each) => each.routes)) {
    const taking = proxies.filter(
      ({ cases }) => cases === undefined || of.some(({ name }) => cases.includes(name)),
    )
    const folder = await folderOf(run, `cases-${routes}`)
    await using stage = await setStage({ ...run, folder, proxies: taking, routes, workers: 1 })
    for (const each of of) {
      run.progress(each.title)
      measured.push(...(await measureCase(each, stage.proxies, run)))
    }
  }
  return measured
}

async function allProxies(): Promise<readonly Proxy[]> {
  const few = ['small', 'browser', 'post']
  const http2Cases = ['h2c', 'h2', 'grpc']
  return [
    bareNginx,
    dutifulNginx,
    bareHaproxy,
    dutifulHaproxy,
    rauta(),
    rauta({ name: 'rauta without log', flags: ['--access-log', 'off'], cases: few }),
    ...((await gatewayTakes('--http1'))
      ? [rauta({ name: 'rauta, reference way', flags: ['--http1', 'reference'], cases: few })]
      : []),
    ...((await gatewayTakes('--http2'))
      ? [
          rauta({
            name: 'rauta, HTTP/2 reference way',
            flags: ['--http2', 'reference'],
            cases: http2Cases,
          }),
        ]
      : []),
    bareExpress,
    bareSockets,
    bareHttp2,
  ]
}

/** Nothing is pinned: what is measured needs all cores, and so does the load generator. */
export async function runOnCores(
  run: Run,
): Promise<readonly (Measured & { readonly workers: number })[]> {
  if (!(await gatewayTakes('--workers'))) return []
  const measured: (Measured & { readonly workers: number })[] = []
  const cores = { proxy: undefined, others: undefined, sentence: '' }
  for (const workers of [1, 2]) {
    run.progress(`HTTP/1.1 with ${workers} workers`)
    const folder = await folderOf(run, `cores-${workers}`)
    const own = rauta({ flags: ['--workers', `${workers}`] })
    const proxies = [bareNginx, dutifulNginx, own]
    await using stage = await setStage({ folder, cores, proxies, routes: 0, workers })
    const all = await measureCase(named('small'), stage.proxies, { ...run, core: undefined })
    for (const each of all) measured.push({ ...each, workers })
  }
  return measured
}

export async function runLatencies(run: Run): Promise<readonly Latency[]> {
  const folder = await folderOf(run, 'latency')
  const proxies = [bareNginx, dutifulNginx, dutifulHaproxy, rauta()]
  await using stage = await setStage({ ...run, folder, proxies, routes: 0, workers: 1 })
  const how = { ...run, backendPort: stage.backends.http }
  const latencies: Latency[] = []
  for (const name of ['small', 'tls']) {
    run.progress(`time of a request at half of nginx's rate: ${name}`)
    latencies.push(...(await measureLatency(named(name), stage.proxies, how)))
  }
  return latencies
}

/** One proxy after the other: of two that run, one would give back what the other needs. */
export async function runMemory(run: Run): Promise<readonly Memory[]> {
  const memory: Memory[] = []
  for (const routes of [0, manyRoutes])
    for (const proxy of [dutifulNginx, dutifulHaproxy, rauta()]) {
      run.progress(`memory of ${proxy.name} with ${routes} routes`)
      const folder = await folderOf(run, `memory-${routes}-${proxy.name.replaceAll(' ', '-')}`)
      await using stage = await setStage({ ...run, folder, proxies: [proxy], routes, workers: 1 })
      for (const started of stage.proxies) memory.push(await measureMemory(started, routes, run))
    }
  return memory
}

function named(name: string): Case {
  const found = caseNamed(name)
  if (!found) throw new Error(`there is no case ${name}`)
  return found
}

async function folderOf({ folder }: Run, name: string): Promise<string> {
  const own = join(folder, name)
  await mkdir(own)
  return own
}
