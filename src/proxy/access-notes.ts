// Collects what becomes the access record of a request, as far as the request gets.
import type { AccessFlag, AccessRecord } from '../observe/access-record.ts'
import type { Backend, Endpoint, HttpListener, RuleMatch } from '../snapshot/routing-snapshot.ts'
import type { Exchange } from './exchange.ts'
import { firstValue } from './header-list.ts'

export interface AccessNotes {
  listener(listener: HttpListener): void
  match(match: RuleMatch): void
  tries(backend: Backend, endpoint: Endpoint): void
  upstreamAnswered(): void
  status(status: number): void
  flag(flag: AccessFlag): void
  /** The first is kept: what follows it follows from it. */
  error(error: Error | string): void
  /** To be called once, when all is over. */
  record(): AccessRecord
}

export function startAccessNotes(exchange: Exchange, requestId: string): AccessNotes {
  const { request, connection, bytes } = exchange
  const time = new Date().toISOString()
  const startedAt = performance.now()
  const flags = new Set<AccessFlag>()
  const known: { -readonly [Key in keyof AccessRecord]?: AccessRecord[Key] } = {}
  let attempts = 0
  let triedAt = startedAt

  return {
    listener: ({ name }) => {
      known.listener = name
    },
    match: ({ name, rule }) => {
      known.match = name
      known.rule = rule.name
      if (rule.label !== undefined) known.ruleLabel = rule.label
    },
    tries: (backend, { address, port }) => {
      attempts += 1
      triedAt = performance.now()
      known.backend = backend.name
      known.endpoint = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
      if (attempts > 1) flags.add('failed-over')
    },
    upstreamAnswered: () => {
      known.upstreamMs = performance.now() - triedAt
    },
    status: (status) => {
      known.status = status
    },
    flag: (flag) => flags.add(flag),
    error: (error) => {
      known.error ??= error instanceof Error ? error.message : error
    },
    record: () => {
      const userAgent = firstValue(request.headers, 'user-agent')
      return {
        status: 0,
        ...known,
        time,
        requestId,
        remoteAddress: connection.remoteAddress,
        protocol: protocols[request.httpVersion],
        method: request.method,
        authority: request.authority,
        target: request.target,
        flags: [...flags],
        durationMs: performance.now() - startedAt,
        bytesReceived: bytes.received,
        bytesSent: bytes.sent,
        attempts,
        ...(userAgent === undefined ? {} : { userAgent }),
      }
    },
  }
}

const protocols = { '1.0': 'HTTP/1.0', '1.1': 'HTTP/1.1', '2': 'HTTP/2' } as const
