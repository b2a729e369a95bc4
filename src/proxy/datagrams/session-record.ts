// What is told of a session when it is over.
import type { StreamFlag, StreamRecord } from '../../observe/stream-record.ts'
import type { Endpoint } from '../../snapshot/routing-snapshot.ts'
import { socketName } from '../listeners/client-connection.ts'
import type { SessionStart } from './session.ts'

export interface SessionCounts {
  readonly time: string
  readonly begunAt: number
  attempts: number
  bytesReceived: number
  bytesSent: number
  datagramsReceived: number
  datagramsSent: number
}

export function startCounts(): SessionCounts {
  return {
    time: new Date().toISOString(),
    begunAt: performance.now(),
    attempts: 0,
    bytesReceived: 0,
    bytesSent: 0,
    datagramsReceived: 0,
    datagramsSent: 0,
  }
}

export interface SessionEnd {
  readonly flags: readonly StreamFlag[]
  readonly endpoint: Endpoint | undefined
  readonly error: string | undefined
}

export function sessionRecord(
  { client, listener, routed }: SessionStart,
  { begunAt, ...counts }: SessionCounts,
  { flags, endpoint, error }: SessionEnd,
): StreamRecord {
  const { rule, backend } = routed
  return {
    ...counts,
    protocol: 'UDP',
    remoteAddress: client.address,
    remotePort: client.port,
    flags,
    durationMs: performance.now() - begunAt,
    listener,
    rule: rule.name,
    ...(rule.label !== undefined && { ruleLabel: rule.label }),
    backend: backend.name,
    ...(endpoint && { endpoint: socketName(endpoint.address, endpoint.port) }),
    ...(error !== undefined && { error }),
  }
}
