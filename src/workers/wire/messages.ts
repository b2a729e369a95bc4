// What the main process and a worker say to each other. Each way in order, as JSON over the pipe that Node
// gives to a child process; sockets go beside a message.
import type { AccessLogFormat } from '../../observe/create-observer.ts'
import type { LogLevel } from '../../observe/log/log-level.ts'
import type { SeriesChange } from '../../observe/metrics/series-changes.ts'
import type { EndpointsHealth } from '../../proxy/balancing/balancer.ts'
import type { Limits } from '../../proxy/sockets/limits.ts'
import type { ServerPlace } from '../../proxy/sockets/open-server.ts'
import type { Http1Way } from '../../proxy/words/http1-way.ts'
import type { Http2Way } from '../../proxy/words/http2-way.ts'
import type { BindReport } from '../../snapshot/bind-report.ts'
import type { SnapshotDelta } from './snapshot-delta.ts'

export interface WorkerSettings {
  /** From 1. */
  readonly number: number
  readonly accessLog: AccessLogFormat
  readonly hasColours: boolean
  readonly logLevel: LogLevel
  readonly limits: Partial<Limits>
  /** Absent: as by default. */
  readonly http1?: Http1Way
  readonly http2?: Http2Way
  readonly hasPortOffset: boolean
}

export type ToWorker =
  /** First of all. */
  | { readonly type: 'start'; readonly settings: WorkerSettings; readonly ticketSecret: string }
  /** Another one, in base64: TLS sessions that began before it resume no more. */
  | { readonly type: 'ticket-secret'; readonly secret: string }
  /** Against the one before, or against none. */
  | { readonly type: 'apply'; readonly round: number; readonly delta: SnapshotDelta }
  /** The answer to `open`: a bound socket beside it, or why there is none. */
  | { readonly type: 'opened'; readonly place: ServerPlace; readonly code?: string }
  /** Another worker's socket beside it, to be served as well as one's own. */
  | { readonly type: 'stand-in'; readonly place: ServerPlace; readonly slot: number }
  /** Its worker is back. */
  | { readonly type: 'stand-down'; readonly slot: number }
  | { readonly type: 'report'; readonly asked: number }
  | { readonly type: 'announce-end' }
  | { readonly type: 'drain'; readonly graceMs: number }

export type FromWorker =
  | { readonly type: 'applied'; readonly round: number; readonly report: BindReport }
  | { readonly type: 'rebound'; readonly report: BindReport }
  | { readonly type: 'open'; readonly place: ServerPlace }
  | {
      readonly type: 'report'
      /** Absent: it was time to tell. */
      readonly asked?: number
      readonly series: readonly SeriesChange[]
      /** Those that are idle and well are left out. */
      readonly endpoints: EndpointsHealth
    }
  | {
      readonly type: 'log'
      readonly level: LogLevel
      readonly fields: object
      readonly message: string
    }
  /** It was asked by a signal to end. */
  | { readonly type: 'leave' }
