// Series in Prometheus' text format, line by line. docs/decisions/0030-metrics-without-a-library.md says
// why no library makes them.
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
import { type Durations, durationBounds } from './labelled-counters.ts'

export interface Series<T> {
  readonly labels: Readonly<Record<string, string>>
  readonly value: T
}

export type MetricFamily =
  | (About & { readonly type: 'counter' | 'gauge'; read(): Iterable<Series<number>> })
  | (About & { readonly type: 'histogram'; read(): Iterable<Series<Durations>> })

interface About {
  readonly name: string
  readonly help: string
}

export function* linesOf(family: MetricFamily): Generator<string> {
  const { name, help, type } = family
  yield `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
  if (type !== 'histogram') {
    for (const { labels, value } of family.read())
      yield `${name}${braced(labelText(labels))} ${numberText(value)}\n`
    return
  }
  for (const { labels, value } of family.read())
    yield histogramLines(name, labelText(labels), value)
}

function histogramLines(name: string, labels: string, durations: Durations): string {
  const between = labels === '' ? '' : ','
  let below = 0
  let text = ''
  for (const [index, bound] of durationBounds.entries()) {
    below += durations.counts[index]!
    text += `${name}_bucket{${labels}${between}le="${bound}"} ${below}\n`
  }
  return `${text}${name}_bucket{${labels}${between}le="+Inf"} ${durations.count}
${name}_sum${braced(labels)} ${durations.sum}
${name}_count${braced(labels)} ${durations.count}
`
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`
}

function labelText(labels: Series<unknown>['labels']): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return parts.join(',')
}

/** Of what has no limit. */
function numberText(value: number): string {
  return value === Infinity ? '+Inf' : `${value}`
}

function escaped(value: string): string {
  if (!/[\\"\n]/.test(value)) return value
  return value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
}
