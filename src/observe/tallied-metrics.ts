// The library's metrics, filled when they are asked for: its own counting hashes the labels of every
// observation, too dear for something that happens several times a request.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { type Durations, durationBounds } from './tally.ts'

export interface Series<T> {
  readonly labels: Readonly<Record<string, string>>
  readonly value: T
}

export interface MetricOptions<T> {
  readonly registry: Registry
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
  readonly read: () => Iterable<Series<T>>
}

export function talliedCounter(options: MetricOptions<number>): void {
  const { registry, name, help, labels = [], read } = options
  void new Counter({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      this.reset()
      for (const series of read()) this.inc({ ...series.labels }, series.value)
    },
  })
}

export function talliedGauge(options: MetricOptions<number>): void {
  const { registry, name, help, labels = [], read } = options
  void new Gauge({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      this.reset()
      for (const series of read()) this.set({ ...series.labels }, series.value)
    },
  })
}

export function talliedHistogram(options: MetricOptions<Durations>): void {
  const { registry, name, help, labels = [], read } = options
  registry.registerMetric(
    new TalliedHistogram({ name, help, labelNames: [...labels], registers: [] }, read),
  )
}

class TalliedHistogram extends Histogram {
  readonly #about: { readonly name: string; readonly help: string }
  readonly #read: () => Iterable<Series<Durations>>

  constructor(
    about: ConstructorParameters<typeof Histogram>[0],
    read: () => Iterable<Series<Durations>>,
  ) {
    super(about)
    this.#about = about
    this.#read = read
  }

  // The registry asks by either name.
  override get() {
    return this.getForPromString()
  }

  async getForPromString(): ReturnType<Histogram['get']> {
    const { name, help } = this.#about
    const values = [...this.#read()].flatMap(({ labels, value }) => valuesOf(name, labels, value))
    // The library spells the type in capitals for TypeScript and in small letters on the wire.
    const type = 'histogram' as never
    return { name, help, type, aggregator: 'sum', values, collect() {} }
  }
}

function valuesOf(name: string, labels: Series<Durations>['labels'], durations: Durations) {
  let below = 0
  return [
    ...durationBounds.map((bound, index) => {
      below += durations.counts[index]!
      return {
        metricName: `${name}_bucket`,
        labels: { ...labels, le: String(bound) },
        value: below,
      }
    }),
    {
      metricName: `${name}_bucket`,
      labels: { ...labels, le: '+Inf' },
      value: durations.count,
    },
    { metricName: `${name}_sum`, labels: { ...labels }, value: durations.sum },
    { metricName: `${name}_count`, labels: { ...labels }, value: durations.count },
  ]
}
