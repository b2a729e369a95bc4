// A data plane over worker processes, for tests: its port, what it logged and wrote, and its processes.
import { join } from 'node:path'
import { createMetrics, type Metrics } from '../../observe/metrics/metrics.ts'
import type { BindReport } from '../../snapshot/bind-report.ts'
import type { Certificate, HttpListener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { TrafficPlane } from '../../workers/serve/local-plane.ts'
import { createWorkerPlane } from '../../workers/worker-plane.ts'
import type { WorkerPlaneOptions } from '../../workers/worker-settings.ts'
import { eventually } from '../eventually.ts'
import { freePort } from '../free-ports.ts'
import type { Teardown } from '../proxy/client-side/plane.ts'

export interface TestWorkers {
  readonly plane: TrafficPlane
  readonly port: number
  /** On that port. */
  readonly snapshot: RoutingSnapshot
  readonly report: BindReport
  readonly metrics: Metrics
  /** Of access logs, whole. */
  readonly lines: string[]
  readonly logged: { readonly level: string; readonly message: string; readonly fields: object }[]
  readonly serving: () => number
  /** Resolves when as many serve. */
  serve(count: number): Promise<void>
  /** Process ids of the workers that serve, the oldest first. */
  pids(): readonly number[]
}

export interface TestWorkersOptions extends Partial<WorkerPlaneOptions> {
  /** The listener's port, or any free one. */
  readonly port?: number
}

// Types stripped once, as in the program.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../../../.cache/compile')

/** All listeners of the snapshot are moved to the port. */
export async function startWorkers(
  t: Teardown,
  snapshot: RoutingSnapshot,
  options: TestWorkersOptions = {},
): Promise<TestWorkers> {
  const { count = 2, port = await freePort() } = options
  const metrics = createMetrics()
  const lines: string[] = []
  const logged: TestWorkers['logged'] = []
  const log = (level: string) => (fields: object, message: string) =>
    void logged.push({ level, message, fields })
  let serving = 0
  const plane = createWorkerPlane({
    accessLog: 'json',
    hasColours: false,
    logLevel: 'info',
    limits: {},
    hasPortOffset: true,
    log: { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') },
    lines: { write: (block) => void lines.push(...block.split('\n')) },
    metrics: metrics.workers,
    onServing: (now) => {
      serving = now
    },
    ...options,
    count,
  })
  t.teardown(() => plane.drain(0))
  const moved = onPort(snapshot, port)
  const report = await plane.apply(moved)
  const serve = (wanted: number) =>
    eventually(() => {
      if (serving !== wanted) throw new Error(`${serving} workers serve, not ${wanted}`)
    })
  await serve(count)
  return {
    plane,
    port,
    snapshot: moved,
    report,
    metrics,
    lines,
    logged,
    serving: () => serving,
    serve,
    pids() {
      const pidsOf = (said: RegExp) =>
        logged.filter(({ message }) => said.test(message)).map(({ fields }) => pidIn(fields))
      const ended = new Set(pidsOf(/ended/))
      return pidsOf(/serves traffic/).filter((pid) => !ended.has(pid))
    },
  }
}

export function onPort(snapshot: RoutingSnapshot, port: number): RoutingSnapshot {
  return { ...snapshot, listeners: snapshot.listeners.map((listener) => ({ ...listener, port })) }
}

/** The same by HTTPS. */
export function secureListeners(
  { listeners }: Pick<RoutingSnapshot, 'listeners'>,
  ...certificates: readonly Certificate[]
): readonly HttpListener[] {
  const tls = { certificates: certificates.map(({ name }) => name) }
  return listeners.flatMap((listener) =>
    'hosts' in listener ? { ...listener, protocol: 'HTTPS', tls } : [],
  )
}

function pidIn(fields: object): number {
  return 'pid' in fields ? Number(fields.pid) : 0
}
