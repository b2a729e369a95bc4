// A data plane on a free port, for tests: a pipeline of the test's own behind real sockets, and what
// the observer was told.
import type { Observer } from '../../../observe/log/observer.ts'
import type { BindReport } from '../../../snapshot/bind-report.ts'
import type {
  CaBundle,
  Certificate,
  HttpListener,
  RoutingSnapshot,
} from '../../../snapshot/routing-snapshot.ts'
import { createDataPlane, type LiveDataPlane } from '../../../proxy/data-plane.ts'
import type { Exchange, Pipeline, RequestHead } from '../../../proxy/words/exchange.ts'
import { type Http2Way, usualHttp2Way } from '../../../proxy/words/http2-way.ts'
import { freePort } from '../../free-ports.ts'
import type { Limits } from '../../../proxy/sockets/limits.ts'

export interface TestPlane {
  readonly plane: LiveDataPlane
  readonly port: number
  readonly report: BindReport
  /** Heads that reached the pipeline. */
  readonly requests: RequestHead[]
  readonly refused: string[]
  readonly logged: string[]
  /** Connections that are open. */
  readonly open: () => number
}

export interface TestPlaneOptions {
  readonly pipeline?: Pipeline
  readonly limits?: Partial<Limits>
  readonly listeners?: readonly Partial<HttpListener>[]
  readonly certificates?: readonly Certificate[]
  readonly caBundles?: readonly CaBundle[]
  readonly http2?: Http2Way
}

export interface Teardown {
  teardown(close: () => Promise<void>): void
}

export async function startPlane(t: Teardown, options: TestPlaneOptions = {}): Promise<TestPlane> {
  const {
    pipeline = echoExchange,
    limits = {},
    listeners = [{}],
    certificates = [],
    caBundles,
    http2 = usualHttp2Way,
  } = options
  const port = await freePort()
  const requests: RequestHead[] = []
  const seen = watch()
  const plane = createDataPlane({
    requestPipeline: {
      pipeline: (exchange, refusal) => {
        requests.push(exchange.request)
        return pipeline(exchange, refusal)
      },
      apply: () => undefined,
      close: () => Promise.resolve(),
    },
    observer: seen.observer,
    limits,
    http2,
  })
  t.teardown(() => plane.drain(0))
  const report = await plane.apply(snapshotOnPort(port, listeners, certificates, caBundles))
  return { plane, port, report, requests, ...seen }
}

/** Answers with what came: the body's bytes and trailers, or the target where there is no body. */
export async function echoExchange(exchange: Exchange): Promise<void> {
  const { body, request } = exchange
  const answer = { status: 200, headers: [['X-Target', request.target]] as const }
  await exchange
    .respond(
      body
        ? { ...answer, body, trailers: () => exchange.trailers() }
        : { ...answer, body: request.target },
    )
    .catch(() => undefined)
}

export function snapshotOnPort(
  port: number,
  listeners: readonly Partial<HttpListener>[] = [{}],
  certificates: readonly Certificate[] = [],
  caBundles: readonly CaBundle[] = [],
): RoutingSnapshot {
  return {
    listeners: listeners.map((listener, index) => ({
      name: `gateway/test/gate/listener/${index}`,
      gateway: 'gateway/test/gate',
      protocol: listener.tls ? 'HTTPS' : 'HTTP',
      address: '127.0.0.1',
      port,
      clientPort: port,
      hostname: '',
      hosts: [],
      ...listener,
    })),
    backends: {},
    endpoints: {},
    certificates: Object.fromEntries(certificates.map((one) => [one.name, one])),
    caBundles: Object.fromEntries(caBundles.map((one) => [one.name, one])),
  }
}

export function watch() {
  const refused: string[] = []
  const logged: string[] = []
  let connections = 0
  const log = (_fields: object, message: string) => void logged.push(message)
  const observer: Observer = {
    log: { error: log, warn: log, info: log, debug: () => undefined },
    onRequest: () => undefined,
    onStream: () => undefined,
    onConnection: (_socket, change) => {
      connections += change
    },
    onRefused: (_socket, reason) => void refused.push(reason),
  }
  return { observer, refused, logged, open: () => connections }
}
