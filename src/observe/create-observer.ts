// Where what the other rooms tell becomes lines and series.
import type { AccessRecord } from './log/access-record.ts'
import { accessJson, accessText } from './log/access-line.ts'
import { type Colours, noColours } from './log/colours.ts'
import type { LineWriter } from './log/line-writer.ts'
import type { TrafficEvents } from './metrics/traffic-metrics.ts'
import type { Log, Observer } from './log/observer.ts'
import { streamJson, streamText } from './log/stream-line.ts'
import type { StreamRecord } from './log/stream-record.ts'

export type AccessLogFormat = 'json' | 'text' | 'off'

export interface ObserverOptions {
  readonly log: Log
  readonly accessLog: AccessLogFormat
  /** Where the access log goes. */
  readonly lines: Pick<LineWriter, 'write'>
  readonly metrics: TrafficEvents
  readonly colours?: Colours
}

export function createObserver(options: ObserverOptions): Observer {
  const { log, accessLog, lines, metrics, colours = noColours } = options
  const write = (line: string | undefined) => {
    if (line !== undefined) lines.write(line)
  }
  const { request, stream } = formats(colours)[accessLog]
  return {
    log,
    onRequest(record) {
      metrics.onRequest(record)
      write(request?.(record))
    },
    onStream(record) {
      metrics.onStream(record)
      write(stream?.(record))
    },
    onConnection: metrics.onConnection,
    onExchange: metrics.onExchange,
    onRefused: metrics.onRefused,
  }
}

interface Format {
  readonly request?: (record: AccessRecord) => string
  readonly stream?: (record: StreamRecord) => string
}

function formats(colours: Colours): Record<AccessLogFormat, Format> {
  return {
    json: { request: accessJson, stream: streamJson },
    text: {
      request: (record) => accessText(record, colours),
      stream: (record) => streamText(record, colours),
    },
    off: {},
  }
}

/** A log that says nothing, for a gateway inside another program. */
export const silentLog: Log = { error() {}, warn() {}, info() {}, debug() {} }
