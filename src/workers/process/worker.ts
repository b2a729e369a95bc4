// A worker process: a data plane that the main process feeds. It imports the proxy and little else, so that
// it starts soon and stays small. docs/decisions/0036-traffic-in-worker-processes.md
import type { Socket } from 'node:net'
import { createObserver } from '../../observe/create-observer.ts'
import { colours, noColours } from '../../observe/log/colours.ts'
import { createLineWriter } from '../../observe/log/line-writer.ts'
import { liveNames } from '../../observe/metrics/live-names.ts'
import { droppedLinesFamily } from '../../observe/metrics/dropped-lines.ts'
import { createProcessMetrics } from '../../observe/metrics/process-metrics.ts'
import { createSeriesChanges } from '../../observe/metrics/series-changes.ts'
import { createTrafficMetrics } from '../../observe/metrics/traffic-metrics.ts'
import type { EndpointHealth } from '../../proxy/balancing/balancer.ts'
import { emptySnapshot } from '../../proxy/request/empty-snapshot.ts'
import { queueTaken } from '../../proxy/sockets/open-server.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { giveMemoryBack } from '../memory/give-memory-back.ts'
import { createLocalPlane } from '../serve/local-plane.ts'
import { watchDescriptors } from '../serve/watch-descriptors.ts'
import type { ToWorker, WorkerSettings } from '../wire/messages.ts'
import { tcpPlaces } from '../wire/place-key.ts'
import { SnapshotCopy } from '../wire/snapshot-copy.ts'
import type { SnapshotDelta } from '../wire/snapshot-delta.ts'
import { HandedServers } from './handed-servers.ts'
import { connectToMain } from './main-process.ts'
import { tellRegularly } from './tell-times.ts'
import { createToldLog } from './told-log.ts'

process.title = 'rauta spare worker'
giveMemoryBack()
let worker: ReturnType<typeof startWorker> | undefined
const main = connectToMain((message, socket) => {
  if (message.type === 'start') worker = startWorker(message.settings, message.ticketSecret)
  else worker?.take(message, socket)
})
// A terminal signals the whole group: the main process says when to end.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => main.tell({ type: 'leave' }))

function startWorker(settings: WorkerSettings, firstSecret: string) {
  process.title = `rauta worker ${settings.number}`
  const log = createToldLog(settings.logLevel, main.tell)
  process.on('uncaughtException', (error) => {
    log.error({ error, worker: settings.number }, 'Unexpected error; the worker exits')
    void main.tellLast(report()).finally(() => process.exit(1))
  })
  watchDescriptors(log)
  const lines = createLineWriter(process.stdout)
  const traffic = createTrafficMetrics()
  const ofProcess = createProcessMetrics()
  const counted = createSeriesChanges([
    droppedLinesFamily(() => lines.dropped()),
    ...traffic.families,
  ])
  const ofItself = createSeriesChanges(ofProcess.families)
  const servers = new HandedServers((place) => main.tell({ type: 'open', place }))
  const copy = new SnapshotCopy(emptySnapshot)
  let ticketSecret = Buffer.from(firstSecret, 'base64')
  const plane = createLocalPlane({
    observer: createObserver({
      log,
      accessLog: settings.accessLog,
      lines,
      metrics: traffic,
      colours: settings.hasColours ? colours : noColours,
    }),
    metrics: traffic,
    limits: settings.limits,
    ...(settings.http1 && { http1: settings.http1 }),
    ...(settings.http2 && { http2: settings.http2 }),
    hasPortOffset: settings.hasPortOffset,
    openServer: servers.open,
    ticketSecret: () => ticketSecret,
    onRebind: (bound) => main.tell({ type: 'rebound', report: bound }),
  })
  // Not of itself: that is of use when it is asked for, and says how the process did since.
  const telling = tellRegularly(() =>
    main.tell({ type: 'report', series: counted(), endpoints: {} }),
  )

  /** One at a time, in order. */
  let applied = Promise.resolve()

  async function apply(round: number, delta: SnapshotDelta): Promise<void> {
    const snapshot = copy.apply(delta)
    const bound = plane.apply(snapshot)
    // Endpoints alone change names of nothing.
    if (delta.listeners || delta.backends) retain(snapshot)
    main.tell({ type: 'applied', round, report: await bound })
  }

  function retain(snapshot: RoutingSnapshot): void {
    servers.retain(tcpPlaces(snapshot))
    const live = liveNames(snapshot)
    traffic.retain(live)
    traffic.retainSockets(live)
  }

  async function tellReport(asked: number): Promise<void> {
    await ofProcess.countOpenFiles()
    main.tell(report(await failing(), asked))
  }

  function report(endpoints = {}, asked?: number) {
    const told = { type: 'report' as const, series: [...counted(), ...ofItself()], endpoints }
    return asked === undefined ? told : { ...told, asked }
  }

  async function failing() {
    const isNotable = ({ inFlight, failures }: EndpointHealth) => inFlight > 0 || failures > 0
    const all = Object.entries(await plane.health())
    return Object.fromEntries(all.filter(([, health]) => isNotable(health)))
  }

  async function drain(graceMs: number): Promise<void> {
    telling[Symbol.dispose]()
    // What waits for another worker is taken first, as the data plane does with its own.
    await queueTaken(() => servers.takenForOthers, graceMs)
    servers.retain(new Set())
    await plane.drain(graceMs)
    await lines.close()
    await ofProcess.countOpenFiles()
    await main.tellLast(report())
    process.exit(0)
  }

  return {
    take(message: Exclude<ToWorker, { type: 'start' }>, socket: Socket | undefined): void {
      switch (message.type) {
        case 'apply':
          applied = applied.then(() => apply(message.round, message.delta))
          return
        case 'opened':
          return servers.onOpened(message.place, socket ? { socket } : { code: message.code ?? '' })
        case 'stand-in':
          return void (socket && servers.standIn(message.place, message.slot, socket))
        case 'stand-down':
          return servers.standDown(message.slot)
        case 'ticket-secret':
          ticketSecret = Buffer.from(message.secret, 'base64')
          return
        case 'report':
          return void tellReport(message.asked)
        case 'announce-end':
          return plane.announceEnd()
        case 'drain':
          applied = applied.then(() => drain(message.graceMs))
          return
      }
    },
  }
}
