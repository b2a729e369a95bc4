// A request as a line: JSON for programs, a short form for a person at a terminal.
import type { AccessRecord } from './access-record.ts'
import type { Colours } from './colours.ts'
import { knownTexts } from './known-texts.ts'
import { printable } from './printable.ts'

/**
 * Stands among the lines of the log and is told by its message. Written by hand: the names in it come again and
 * again, and JSON.stringify() would read each of them each time.
 */
export function accessJson(record: AccessRecord): string {
  const { listener, match, rule, ruleLabel, backend, endpoint } = record
  let line = `{"level":"info","message":"request","status":${record.status}`
  if (listener !== undefined) line += `,"listener":${knownJson(listener)}`
  if (match !== undefined) line += `,"match":${knownJson(match)}`
  if (rule !== undefined) line += `,"rule":${knownJson(rule)}`
  if (ruleLabel !== undefined) line += `,"ruleLabel":${knownJson(ruleLabel)}`
  if (backend !== undefined) line += `,"backend":${knownJson(backend)}`
  if (endpoint !== undefined) line += `,"endpoint":${knownJson(endpoint)}`
  if (record.upstreamMs !== undefined) line += `,"upstreamMs":${record.upstreamMs}`
  if (record.grpcStatus !== undefined) line += `,"grpcStatus":${record.grpcStatus}`
  if (record.error !== undefined) line += `,"error":${json(record.error)}`
  line += `,"time":"${record.time}","requestId":${json(record.requestId)}`
  line += `,"remoteAddress":${knownJson(record.remoteAddress)},"protocol":"${record.protocol}"`
  line += `,"method":${knownJson(record.method)},"authority":${knownJson(record.authority)}`
  line += `,"target":${json(record.target)},"flags":${flagsJson(record.flags)}`
  line += `,"durationMs":${record.durationMs},"bytesReceived":${record.bytesReceived}`
  line += `,"bytesSent":${record.bytesSent},"attempts":${record.attempts}`
  if (record.userAgent !== undefined) line += `,"userAgent":${knownJson(record.userAgent)}`
  return `${line}}`
}

const knownJson = knownTexts(json)

/** What stands in JSON as it is. */
const plain = /^[ !#-[\]-~]*$/

function json(text: string): string {
  return plain.test(text) ? `"${text}"` : printable(JSON.stringify(text))
}

function flagsJson(flags: AccessRecord['flags']): string {
  return flags.length === 0 ? '[]' : JSON.stringify(flags)
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
