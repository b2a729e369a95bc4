// What is told of a session when it is over.
import { millisecondsSince } from '../../observe/milliseconds-since.ts'
import type { StreamFlag, StreamRecord } from '../../observe/log/stream-record.ts'
import { hostPort } from '../words/host-port.ts'
import type { SessionEndpoint } from './session-endpoint.ts'
import type { SessionStart } from './session-start.ts'

export interface SessionCounts {
  readonly time: string
  readonly begunAt: number
  bytesReceived: number
  bytesSent: number
  datagramsReceived: number
  datagramsSent: number
}

export function startCounts(): SessionCounts {
  return {
    time: new Date().toISOString(),
    begunAt: performance.now(),
    bytesReceived: 0,
    bytesSent: 0,
    datagramsReceived: 0,
    datagramsSent: 0,
  }
}

export function sessionRecord(
  { client, listener, routed: { rule, backend } }: SessionStart,
  { begunAt, ...counts }: SessionCounts,
  { endpoint, attempts, error }: Pick<SessionEndpoint, 'endpoint' | 'attempts' | 'error'>,
  flags: readonly StreamFlag[],
): StreamRecord {
  return {
    ...counts,
    protocol: 'UDP',
    remoteAddress: client.address,
    remotePort: client.port,
    flags,
    durationMs: millisecondsSince(begunAt),
    listener,
    rule: rule.name,
    ...(rule.label !== undefined && { ruleLabel: rule.label }),
    backend: backend.name,
    ...(endpoint && { endpoint: hostPort(endpoint.address, endpoint.port) }),
    attempts,
    ...(error !== undefined && { error }),
  }
}
