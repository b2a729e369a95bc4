// A request as a line: JSON for programs, a short form for a person at a terminal.
import type { AccessRecord } from './access-record.ts'
import type { Colours } from './colours.ts'
import { printable } from './printable.ts'

/** Stands among the lines of the log and is told by its message. */
export function accessJson(record: AccessRecord): string {
  return printable(`{"level":"info","message":"request",${JSON.stringify(record).slice(1)}`)
}

/** Of gRPC `200/14` instead of `200`. `12:00:01.123 200 GET shop.test/cart → httproute/shop/cart/rule/0 → 10.0.0.7:8080 3.1 ms` */
export function accessText(record: AccessRecord, colours: Colours): string {
  const { status, grpcStatus, method, authority, target, rule, endpoint, flags, error } = record
  const paint = grpcStatus
    ? colours.yellow
    : status >= 500
      ? colours.red
      : status >= 400
        ? colours.yellow
        : colours.green
  return [
    colours.dim(record.time.slice(11, 23)),
    paint(grpcStatus === undefined ? String(status) : `${status}/${grpcStatus}`),
    printable(`${method} ${authority}${target}`),
    ...(rule === undefined ? [] : [`→ ${printable(rule)}`]),
    ...(endpoint === undefined ? [] : [`→ ${printable(endpoint)}`]),
    colours.dim(milliseconds(record.durationMs)),
    ...flags.map((flag) => colours.yellow(flag)),
    ...(error === undefined ? [] : [colours.yellow(`(${printable(error)})`)]),
  ].join(' ')
}

function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
}
