// What was measured, for a terminal.
import type { ChangeLatency } from './change-latency.ts'
import type { Latency } from './latency.ts'
import type { Measured } from './measure.ts'
import type { Memory } from './memory.ts'
import { ratioTo } from './report.ts'

export function caseTable(measured: readonly Measured[]): string {
  const beside = (figure: 'requestsPerSecond' | 'microsecondsPerRequest', each: Measured) =>
    ['nginx', 'nginx with duties'].map(
      (proxy) => ratioTo(proxy, each, measured, figure)?.toFixed(2) ?? '–',
    )
  const rows = measured.map((each) => [
    each.case,
    each.proxy,
    whole(each.requestsPerSecond),
    ...beside('requestsPerSecond', each),
    each.microsecondsPerRequest.toFixed(1),
    ...beside('microsecondsPerRequest', each),
    each.busy.toFixed(2),
    String(each.failed),
  ])
  const ratios = ['of nginx', 'with duties']
  return table(['', '', 'requests/s', ...ratios, 'CPU µs', ...ratios, 'busy', 'failed'], rows)
}

export function latencyTable(measured: readonly Latency[]): string {
  const rows = measured.map((each) => [
    each.case,
    each.proxy,
    whole(each.requestsPerSecond),
    ...[each.p50Ms, each.p99Ms, each.p999Ms].map((ms) => ms.toFixed(2)),
    String(each.failed),
  ])
  return table(['', '', 'requests/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'failed'], rows)
}

export function memoryTable(measured: readonly Memory[]): string {
  const rows = measured.map((each) => [
    each.proxy,
    whole(each.routes),
    ...[each.idleMiB, each.loadedMiB, each.restedMiB].map(whole),
  ])
  return table(['', 'routes', 'idle MiB', 'under load', 'after'], rows)
}

export function changeTable(measured: readonly ChangeLatency[]): string {
  const rows = measured.map(({ routes, startMs, medianMs, slowestMs }) => [
    whole(routes),
    medianMs.toFixed(1),
    slowestMs.toFixed(1),
    whole(startMs),
  ])
  return table(['routes', 'changed, live after ms', 'slowest ms', 'first start ms'], rows)
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en')
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
