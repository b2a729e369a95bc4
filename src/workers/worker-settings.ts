// What a data plane of worker processes is told, and what each worker is told of it.
import type { LineWriter } from '../observe/log/line-writer.ts'
import type { Log } from '../observe/log/observer.ts'
import type { WorkerSeries } from '../observe/metrics/metrics.ts'
import type { BindReport } from '../snapshot/bind-report.ts'
import type { WorkerSettings } from './wire/messages.ts'
import { shareOfLimits } from './worker-shares.ts'

export interface WorkerPlaneOptions extends Omit<WorkerSettings, 'number'> {
  /** How many, 1 at least. */
  readonly count: number
  /** Whether one more process is started, to be a worker as soon as one ends; absent: no. */
  readonly hasSpare?: boolean
  readonly log: Log
  /** Where access logs go. */
  readonly lines: Pick<LineWriter, 'write'>
  readonly metrics: WorkerSeries
  /** What is bound differs, without a new snapshot. */
  readonly onRebind?: (report: BindReport) => void
  /** How many serve, whenever that differs. */
  readonly onServing?: (count: number) => void
  /** Milliseconds: a worker that takes longer to apply a snapshot is killed. */
  readonly hungAfterMs?: number
  /** Milliseconds until a worker that served and ended is started again; absent: at once. */
  readonly restartMs?: number
  /** Milliseconds for which a worker that is replaced says that each answer is its last. */
  readonly announceMs?: number
}

/** Of one worker. */
export function settingsOf(options: WorkerPlaneOptions, number: number): WorkerSettings {
  const { accessLog, hasColours, logLevel, hasPortOffset, http1, http2, limits, count } = options
  return {
    number,
    accessLog,
    hasColours,
    logLevel,
    hasPortOffset,
    ...(http1 && { http1 }),
    ...(http2 && { http2 }),
    limits: shareOfLimits(limits, count),
  }
}
