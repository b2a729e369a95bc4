// Collects what becomes the access record of a request, as far as the request gets.
import { shownTarget, withoutSecrets } from '../../../snapshot/hide-secrets.ts'
import { knownTexts } from '../../../observe/log/known-texts.ts'
import { millisecondsSince } from '../../../observe/milliseconds-since.ts'
import type { AccessFlag, AccessRecord } from '../../../observe/log/access-record.ts'
import type {
  Backend,
  Endpoint,
  HttpListener,
  RuleMatch,
} from '../../../snapshot/routing-snapshot.ts'
import type { Exchange, HeaderList } from '../../words/exchange.ts'
import { grpcStatusIn } from './grpc-answers.ts'
import { firstValue } from '../../words/header-list.ts'

interface NotedExchange extends Pick<Exchange, 'request' | 'connection' | 'bytes'> {
  /** Its id is the gateway's own; else it may hold a secret. */
  readonly hasOwnId?: boolean
  /** Of the request. Absent: it is looked for among its headers. */
  userAgent?(): string | undefined
}

export class AccessNotes {
  readonly #exchange: NotedExchange
  readonly #requestId: string
  readonly #beganAt = Date.now()
  readonly #startedAt = performance.now()
  #flags: AccessFlag[] | undefined
  #listener: HttpListener | undefined
  #match: RuleMatch | undefined
  #backend: Backend | undefined
  #endpoint: Endpoint | undefined
  #status = 0
  #grpcStatus: number | undefined
  #upstreamMs: number | undefined
  #error: string | undefined
  #attempts = 0
  #triedAt = 0

  constructor(exchange: NotedExchange, requestId: string) {
    this.#exchange = exchange
    this.#requestId = requestId
  }

  listener(listener: HttpListener): void {
    this.#listener = listener
  }

  match(match: RuleMatch): void {
    this.#match = match
  }

  /** `why` it is not the first: another could not be reached, or the rule has retries. */
  tries(backend: Backend, endpoint: Endpoint, why?: 'failed-over' | 'retried' | undefined): void {
    this.#attempts += 1
    this.#triedAt = performance.now()
    this.#backend = backend
    this.#endpoint = endpoint
    if (why) this.flag(why)
  }

  upstreamAnswered(): void {
    this.#upstreamMs = millisecondsSince(this.#triedAt)
  }

  status(status: number): void {
    this.#status = status
  }

  /** Of gRPC, where there is one: in the head or in the trailers. */
  grpcStatus(headers: HeaderList): void {
    const status = grpcStatusIn(headers)
    if (status !== undefined) this.#grpcStatus = status
  }

  flag(flag: AccessFlag): void {
    const flags = (this.#flags ??= [])
    if (!flags.includes(flag)) flags.push(flag)
  }

  /** The first is kept: what follows it follows from it. */
  error(error: Error | string): void {
    this.#error ??= withoutSecrets(error instanceof Error ? error.message : error)
  }

  /** To be called once, when all is over. */
  record(): AccessRecord {
    const { request, connection, bytes, hasOwnId = false } = this.#exchange
    const record: { -readonly [Key in keyof AccessRecord]: AccessRecord[Key] } = {
      status: this.#status,
      time: isoTime(this.#beganAt),
      requestId: hasOwnId ? this.#requestId : shownId(this.#requestId),
      remoteAddress: connection.remoteAddress,
      protocol: protocols[request.httpVersion],
      method: request.method,
      authority: request.authority,
      target: shownTarget(request.target),
      flags: this.#flags ?? noFlags,
      durationMs: millisecondsSince(this.#startedAt),
      bytesReceived: bytes.received,
      bytesSent: bytes.sent,
      attempts: this.#attempts,
    }
    if (this.#listener) record.listener = this.#listener.name
    if (this.#match) {
      record.match = this.#match.name
      record.rule = this.#match.rule.name
      if (this.#match.rule.label !== undefined) record.ruleLabel = this.#match.rule.label
    }
    if (this.#backend) record.backend = this.#backend.name
    if (this.#endpoint) record.endpoint = nameOf(this.#endpoint)
    if (this.#upstreamMs !== undefined) record.upstreamMs = this.#upstreamMs
    if (this.#grpcStatus !== undefined) record.grpcStatus = this.#grpcStatus
    if (this.#error !== undefined) record.error = this.#error
    const userAgent = this.#userAgent()
    if (userAgent !== undefined) record.userAgent = shownAgent(userAgent)
    return record
  }

  #userAgent(): string | undefined {
    const exchange = this.#exchange
    return exchange.userAgent
      ? exchange.userAgent()
      : firstValue(exchange.request.headers, 'user-agent')
  }
}

const noFlags: readonly AccessFlag[] = []

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Most are the gateway's own. */
function shownId(id: string): string {
  return uuid.test(id) ? id : withoutSecrets(id)
}

const shownAgent = knownTexts((agent) => withoutSecrets(agent))

const names = new WeakMap<Endpoint, string>()

function nameOf(endpoint: Endpoint): string {
  let name = names.get(endpoint)
  if (name === undefined) {
    const { address, port } = endpoint
    name = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
    names.set(endpoint, name)
  }
  return name
}

let lastMs = Number.NaN
let lastTime = ''

/** Written once a millisecond. */
function isoTime(ms: number): string {
  if (ms !== lastMs) {
    lastMs = ms
    lastTime = new Date(ms).toISOString()
  }
  return lastTime
}

const protocols = { '1.0': 'HTTP/1.0', '1.1': 'HTTP/1.1', '2': 'HTTP/2' } as const
