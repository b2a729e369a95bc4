// Where what the other rooms tell becomes lines and series.
import type { AccessRecord } from './access-record.ts'
import { accessJson, accessText } from './access-line.ts'
import { type Colours, noColours } from './colours.ts'
import type { LineWriter } from './line-writer.ts'
import type { Metrics } from './metrics.ts'
import type { Log, Observer } from './observer.ts'

export type AccessLogFormat = 'json' | 'text' | 'off'

export interface ObserverOptions {
  readonly log: Log
  readonly accessLog: AccessLogFormat
  /** Where the access log goes. */
  readonly lines: Pick<LineWriter, 'write'>
  readonly metrics: Metrics
  readonly colours?: Colours
}

export function createObserver(options: ObserverOptions): Observer {
  const { log, accessLog, lines, metrics, colours = noColours } = options
  const writeAccess: Record<AccessLogFormat, (record: AccessRecord) => void> = {
    json: (record) => lines.write(accessJson(record)),
    text: (record) => lines.write(accessText(record, colours)),
    off: () => {},
  }
  const write = writeAccess[accessLog]
  return {
    log,
    onRequest(record) {
      metrics.onRequest(record)
      write(record)
    },
    onStream() {},
    onConnection: metrics.onConnection,
    onRefused: metrics.onRefused,
  }
}

/** A log that says nothing, for a gateway inside another program. */
export const silentLog: Log = { error() {}, warn() {}, info() {}, debug() {} }
