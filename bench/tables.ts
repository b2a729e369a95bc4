// What was measured, for a terminal.
import type { ChangeLatency } from './change-latency.ts'
import type { Measured } from './measure.ts'
import type { Throughput } from './throughput.ts'

export function throughputTable(measured: readonly Throughput[]): string {
  const rows = measured.map((each) => [
    each.protocol,
    each.proxy,
    Math.round(each.requestsPerSecond).toLocaleString('en'),
    each.p50Ms.toFixed(2),
    each.p99Ms.toFixed(2),
    ratio(each, measured, 'nginx'),
    ratio(each, measured, 'bare express'),
    String(each.failed),
  ])
  return table(
    ['', '', 'requests/s', 'p50 ms', 'p99 ms', 'of nginx', 'of bare express', 'failed'],
    rows.toSorted(([a = ''], [b = '']) => a.localeCompare(b)),
  )
}

export function changeTable(measured: readonly ChangeLatency[]): string {
  const rows = measured.map(({ routes, startMs, medianMs, slowestMs }) => [
    routes.toLocaleString('en'),
    medianMs.toFixed(1),
    slowestMs.toFixed(1),
    Math.round(startMs).toLocaleString('en'),
  ])
  return table(['routes', 'changed, live after ms', 'slowest ms', 'first start ms'], rows)
}

/** Processor time for a request, as a multiple of nginx's. */
export function costTable(measured: readonly Measured[]): string {
  const rows = measured.map((each) => [
    each.case,
    each.proxy,
    each.microsecondsPerRequest.toFixed(1),
    costBeside(each, measured, 'nginx'),
    costBeside(each, measured, 'nginx with duties'),
    Math.round(each.requestsPerSecond).toLocaleString('en'),
    String(each.failed),
  ])
  return table(
    ['', '', 'CPU µs a request', 'of nginx', 'with duties', 'requests/s', 'failed'],
    rows,
  )
}

function costBeside(each: Measured, measured: readonly Measured[], proxy: string): string {
  const other = measured.find((one) => one.proxy === proxy && one.case === each.case)
  return other ? (each.microsecondsPerRequest / other.microsecondsPerRequest).toFixed(2) : '–'
}

/** Requests a second as a share of another proxy's with the same protocol. */
function ratio(
  { protocol, requestsPerSecond }: Throughput,
  measured: readonly Throughput[],
  proxy: Throughput['proxy'],
): string {
  const other = measured.find((each) => each.proxy === proxy && each.protocol === protocol)
  return other ? (requestsPerSecond / other.requestsPerSecond).toFixed(2) : '–'
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const isWord = (column: number) => rows.every((row) => /^[A-Za-z]/.test(row[column] ?? ''))
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return isWord(column) ? cell.padEnd(width) : cell.padStart(width)
        })
        .join('  '),
    )
    .join('\n')
}
