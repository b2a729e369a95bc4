// Collects what becomes the access record of a request, as far as the request gets.
import { shownTarget, withoutSecrets } from '../../../snapshot/hide-secrets.ts'
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

type NotedExchange = Pick<Exchange, 'request' | 'connection' | 'bytes'>

export class AccessNotes {
  readonly #exchange: NotedExchange
  readonly #requestId: string
  readonly #time = new Date().toISOString()
  readonly #startedAt = performance.now()
  readonly #flags = new Set<AccessFlag>()
  readonly #known: { -readonly [Key in keyof AccessRecord]?: AccessRecord[Key] } = {}
  #attempts = 0
  #triedAt = 0

  constructor(exchange: NotedExchange, requestId: string) {
    this.#exchange = exchange
    this.#requestId = requestId
  }

  listener({ name }: HttpListener): void {
    this.#known.listener = name
  }

  match({ name, rule }: RuleMatch): void {
    this.#known.match = name
    this.#known.rule = rule.name
    if (rule.label !== undefined) this.#known.ruleLabel = rule.label
  }

  /** `why` it is not the first: another could not be reached, or the rule has retries. */
  tries(
    backend: Backend,
    { address, port }: Endpoint,
    why?: 'failed-over' | 'retried' | undefined,
  ): void {
    this.#attempts += 1
    this.#triedAt = performance.now()
    this.#known.backend = backend.name
    this.#known.endpoint = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
    if (why) this.#flags.add(why)
  }

  upstreamAnswered(): void {
    this.#known.upstreamMs = millisecondsSince(this.#triedAt)
  }

  status(status: number): void {
    this.#known.status = status
  }

  /** Of gRPC, where there is one: in the head or in the trailers. */
  grpcStatus(headers: HeaderList): void {
    const status = grpcStatusIn(headers)
    if (status !== undefined) this.#known.grpcStatus = status
  }

  flag(flag: AccessFlag): void {
    this.#flags.add(flag)
  }

  /** The first is kept: what follows it follows from it. */
  error(error: Error | string): void {
    this.#known.error ??= withoutSecrets(error instanceof Error ? error.message : error)
  }

  /** To be called once, when all is over. */
  record(): AccessRecord {
    const { request, connection, bytes } = this.#exchange
    const userAgent = firstValue(request.headers, 'user-agent')
    return {
      status: 0,
      ...this.#known,
      time: this.#time,
      requestId: withoutSecrets(this.#requestId),
      remoteAddress: connection.remoteAddress,
      protocol: protocols[request.httpVersion],
      method: request.method,
      authority: request.authority,
      target: shownTarget(request.target),
      flags: [...this.#flags],
      durationMs: millisecondsSince(this.#startedAt),
      bytesReceived: bytes.received,
      bytesSent: bytes.sent,
      attempts: this.#attempts,
      ...(userAgent === undefined ? {} : { userAgent: withoutSecrets(userAgent) }),
    }
  }
}

const protocols = { '1.0': 'HTTP/1.0', '1.1': 'HTTP/1.1', '2': 'HTTP/2' } as const
