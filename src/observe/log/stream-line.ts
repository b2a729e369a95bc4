// A stream as a line of the access log: JSON for programs, a short form for a person at a terminal.
import type { Colours } from './colours.ts'
import { printable } from './printable.ts'
import type { StreamRecord } from './stream-record.ts'

/** Stands among the lines of the log and is told by its message. */
export function streamJson(record: StreamRecord): string {
  return printable(`{"level":"info","message":"stream",${JSON.stringify(record).slice(1)}`)
}

/** `12:00:01.123 TLS db.test → tlsroute/shop/db/rule/0 → 10.0.0.7:5432 received 5 sent 80 3.1 s` */
export function streamText(record: StreamRecord, colours: Colours): string {
  const { protocol, serverName, remoteAddress, listener, rule, endpoint, flags, error } = record
  const paint = error !== undefined || endpoint === undefined ? colours.red : colours.green
  const way = [rule ?? listener, endpoint].filter((name) => name !== undefined)
  return [
    colours.dim(record.time.slice(11, 23)),
    paint(protocol),
    printable(serverName ?? remoteAddress),
    ...way.map((name) => `→ ${printable(name)}`),
    `received ${record.bytesReceived} sent ${record.bytesSent}`,
    colours.dim(`${(record.durationMs / 1000).toFixed(1)} s`),
    ...flags.map((flag) => colours.yellow(flag)),
    ...(error === undefined ? [] : [colours.yellow(`(${printable(error)})`)]),
  ].join(' ')
}
