// `rauta run` in one process beside an API server: when it is ready, and endpoints that change.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { processorMicroseconds, residentMiB } from '../process-tree.ts'
import { startProcess } from '../started-process.ts'
import { freePorts } from '../../src/testing/free-ports.ts'
import type { HowToServe } from './by-files.ts'
import { measureChurn, type Churn, untilAnswered } from './churn.ts'
import { forkApiServer, type ForkedApiServer } from './forked-api-server.ts'
import { startNamedBackends } from './named-backends.ts'

export interface ByApiServer {
  /** From the first question to the API server to the first answer by a route. */
  readonly readyMs: number
  /** Processor time of the process until then. */
  readonly readyCpuMs: number
  readonly restMiB: number
  readonly churn: Churn
}

// Statuses of thousands of routes are written first: how long that takes is the API server's to say.
const quietMs = 2_000
const longestWaitMs = 240_000

export async function measureByApiServer(how: HowToServe): Promise<ByApiServer> {
  const { folder, app, routes, changes, perSecond } = how
  const [port = 0, admin = 0, health = 0] = await freePorts(3)
  using backends = await startNamedBackends()
  const [backend] = backends.ports
  using apiServer = await forkApiServer()
  await apiServer.store({ port, routes, backend })
  const kubeConfig = join(folder, 'kubeconfig.json')
  await writeFile(kubeConfig, apiServer.kubeConfig)
  await using gateway = await startProcess({
    command: process.execPath,
    args: [
      join(app, 'src/main.js'),
      'run',
      '--addresses=host',
      `--kubeconfig=${kubeConfig}`,
      '--pod-name=bench',
      '--node-name=bench',
      '--node-addresses=127.0.0.1',
      `--admin=127.0.0.1:${admin}`,
      `--health=127.0.0.1:${health}`,
      '--workers=0',
      '--access-log=json',
      '--log-level=error',
    ],
    core: undefined,
    ports: [port],
    readyWithinMs: longestWaitMs,
  })
  await untilAnswered({ port, service: 0, backend })
  const readyCpuMs = ((await processorMicroseconds(gateway.pid)) ?? 0) / 1_000
  const { firstAskedMs = Number.NaN } = await apiServer.look()
  const readyMs = performance.timeOrigin + performance.now() - firstAskedMs
  await untilWritten(apiServer)
  const restMiB = (await residentMiB(gateway.pid)) ?? Number.NaN
  const churn = await measureChurn({
    changes,
    perSecond,
    port,
    backends: backends.ports,
    change: async (service, next) =>
      (await apiServer.change(service, next)) - performance.timeOrigin,
  })
  return { readyMs, readyCpuMs, restMiB, churn }
}

async function untilWritten(apiServer: ForkedApiServer): Promise<void> {
  const deadline = performance.now() + longestWaitMs
  let before = -1
  for (;;) {
    const { writes } = await apiServer.look()
    if (writes === before && writes > 0) return
    if (performance.now() > deadline) throw new Error('Statuses were written without an end')
    before = writes
    await after(quietMs)
  }
}
