// One gateway, with the endpoints of all its lanes, and what was seen of each case.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningGateway, startGateway } from '../../src/gateway/start-gateway.ts'
import { deadEndpoint } from '../../src/testing/proxy/endpoint-side/backends.ts'
import type { Http1Way } from '../../src/proxy/words/http1-way.ts'
import type { Limits } from '../../src/proxy/sockets/limits.ts'
import { ownPlace, type TestPlace } from '../../src/testing/own-place.ts'
import { secretsFor } from '../scenarios/world.ts'
import type { Activity } from './activity.ts'
import { named } from './canonical.ts'
import type { DifferentialCase } from './case.ts'
import { listenerPorts, manifestsOf, portsOf } from './manifests.ts'
import type { DifferentialClient } from './client.ts'
import { Http2Client } from './http2-client.ts'
import { RawClient } from './raw-client.ts'
import { Http2Endpoint } from './http2-endpoint.ts'
import { RecordingEndpoint } from './recording-endpoint.ts'

export interface WayOptions {
  readonly http1: Http1Way
  /** What clients speak; HTTP/1.1 where absent. */
  readonly clients?: 'http2'
  readonly limits?: Partial<Limits>
}

/** What a way served, and how much of it by Node's HTTP server, which the direct way does without. */
export interface Served {
  readonly requests: number
  readonly byNode: number
}

interface Lane {
  readonly main: RecordingEndpoint
  readonly mirror: RecordingEndpoint
  readonly http2: Http2Endpoint
  /** Lines of the access log. */
  records: string[]
}

export class Way implements AsyncDisposable {
  readonly #activity: Activity
  readonly #place: TestPlace
  readonly #lanes: Lane[] = []
  readonly #ports = new Map<string, string>()
  readonly #ends: (() => Promise<void> | void)[] = []
  #gateway: RunningGateway | undefined

  readonly #clients: WayOptions['clients']
  #requests = 0
  #byNode = 0

  private constructor({ clients }: WayOptions, lanes: number, activity: Activity) {
    this.#clients = clients
    this.#activity = activity
    // Places are 100 ports apart.
    const places = Array.from({ length: Math.ceil(portsOf(lanes) / 100) }, ownPlace)
    this.#place = places[0]!
    subscribe('http.server.request.start', this.#onNodeRequest)
    this.#ends.push(() => void unsubscribe('http.server.request.start', this.#onNodeRequest))
  }

  static async start(options: WayOptions, lanes: number, activity: Activity): Promise<Way> {
    const way = new Way(options, lanes, activity)
    for (let lane = 0; lane < lanes; lane++) await way.#addLane(lane)
    await way.#startGateway(options)
    return way
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.toReversed()) await end()
  }

  begin(
    lane: number,
    { answers, http2Answers, isSecure = false }: DifferentialCase,
  ): DifferentialClient {
    const own = this.#lane(lane)
    own.main.begin(answers)
    own.mirror.begin(undefined)
    own.http2.begin(http2Answers)
    own.records = []
    const port = listenerPorts(lane)[isSecure ? 'https' : 'http'] + this.#place.portOffset
    const Client = this.#clients === 'http2' ? Http2Client : RawClient
    return new Client({ address: this.#place.address, port }, isSecure, this.#activity)
  }

  /** What both ways must agree on. */
  seen(lane: number, client: string): string {
    const own = this.#lane(lane)
    const part = (title: string, texts: readonly string[]) =>
      texts.map((text) => `--- ${title}\n${text}`)
    const text = [
      ...part('client', [client]),
      ...part('endpoint', own.main.seen()),
      ...part('mirror', own.mirror.seen()),
      ...part('HTTP/2 endpoint', own.http2.seen()),
      // Which of two requests is logged first depends on who is told first that its answer is written.
      ...part('record', own.records.toSorted()),
    ].join('\n')
    return named(text, this.#ports).replaceAll(`-${lane}`, '')
  }

  #lane(lane: number): Lane {
    const own = this.#lanes[lane]
    if (!own) throw new Error(`There is no lane ${lane}`)
    return own
  }

  async #addLane(lane: number): Promise<void> {
    const main = new RecordingEndpoint(this.#activity)
    const mirror = new RecordingEndpoint(this.#activity)
    const http2 = new Http2Endpoint(this.#activity)
    for (const endpoint of [main, mirror, http2]) {
      await endpoint.start()
      this.#ends.push(() => endpoint.close())
    }
    this.#lanes.push({ main, mirror, http2, records: [] })
    const { portOffset } = this.#place
    for (const [name, port] of Object.entries(listenerPorts(lane)))
      this.#ports.set(`${port + portOffset}`, `(${name})`)
    this.#ports.set(`${main.port}`, '(main)').set(`${mirror.port}`, '(mirror)')
    this.#ports.set(`${http2.port}`, '(http2)')
  }

  async #startGateway({ http1, limits }: WayOptions): Promise<void> {
    const teardown = (end: () => Promise<void>) => void this.#ends.push(end)
    const { port: dead } = await deadEndpoint({ teardown })
    this.#ports.set(`${dead}`, '(dead)')
    // Of redirects to another scheme.
    for (const usual of [80, 443])
      this.#ports.set(`${usual + this.#place.portOffset}`, `(${usual})`)
    const ports = this.#lanes.map(({ main, mirror, http2 }) => ({
      main: main.port,
      mirror: mirror.port,
      http2: http2.port,
    }))
    const manifests = manifestsOf(ports, dead)
    const folder = await mkdtemp(join(tmpdir(), 'rauta-'))
    teardown(() => rm(folder, { recursive: true }))
    const items = { apiVersion: 'v1', kind: 'List', items: manifests }
    await writeFile(join(folder, 'all.json'), JSON.stringify(items))
    for (const [file, text] of await secretsFor(manifests))
      await writeFile(join(folder, file), text)
    const gateway = await startGateway({
      ...this.#place,
      paths: [folder],
      health: { address: '127.0.0.1', port: 0 },
      accessLog: 'json',
      lines: { write: (line) => this.#record(line), dropped: () => 0 },
      http1,
      limits: { ...withoutWaiting, ...limits },
      onProblems: (problems) => {
        if (problems.length > 0) throw new Error(JSON.stringify(problems))
      },
    })
    teardown(() => gateway.close())
    this.#gateway = gateway
  }

  get served(): Served {
    return { requests: this.#requests, byNode: this.#byNode }
  }

  readonly #onNodeRequest = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage }
    const { localAddress, localPort } = request.socket
    if (localAddress === this.#place.address && this.#ports.has(`${localPort}`)) this.#byNode++
  }

  /** The counters of /metrics that both ways must agree on. */
  async counters(): Promise<string> {
    const { address, port } = this.#gateway?.health ?? {}
    const response = await fetch(`http://${address}:${port}/metrics`)
    const lines = (await response.text()).split('\n')
    return lines
      .filter(isCounter)
      .map((line) => named(line, this.#ports))
      .toSorted()
      .join('\n')
  }

  #record(line: string): void {
    this.#requests++
    const record: Record<string, unknown> = JSON.parse(line)
    for (const name of measured) if (name in record) record[name] = '(measured)'
    // Of what an endpoint did wrong, the words are those of the system, or of whose parser it is.
    if (/"(?:upstream-\w+|response-cut)"/.test(line) && 'error' in record)
      record['error'] = '(told)'
    const lane = Number(/lane-(\d+)/.exec(`${record['listener']}`)?.[1] ?? 0)
    if (isOfRefused(record)) return
    this.#lane(lane).records.push(JSON.stringify(record))
  }
}

/**
 * A request whose client is slow to send its body is judged by that body, however slow it is: whether a limit is
 * over would be chance.
 */
const withoutWaiting = { bodyAwaitedMs: 60_000, readAheadRestMs: 60_000, readAheadMs: 60_000 }

/** What differs from one run to the next. */
const measured = ['time', 'requestId', 'durationMs', 'upstreamMs']

/**
 * Of a request whose body turned out malformed: whether it had begun by then depends on the pieces that it came in. No
 * endpoint heard of it.
 */
function isOfRefused({ status, attempts }: Record<string, unknown>): boolean {
  return status === 499 && attempts === 0
}

function isCounter(line: string): boolean {
  return /^rauta_(?:request|upstream|refus)\w*_(?:total|count)\b/.test(line)
}
