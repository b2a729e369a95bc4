// Series that workers told, added up: a series says nothing of which worker. What a worker counted stays when
// it ends, for a counter never falls; what it had open goes with it. Series about the process itself are
// each worker's own, and have its number as a label.
import { createDurations, type Durations } from './labelled-counters.ts'
import type { LiveNames } from './live-names.ts'
import type { MetricFamily, Series } from './metric-family.ts'
import { labelsKey, type SeriesChange, type ToldDurations } from './series-changes.ts'

type Value = number | ToldDurations

interface Told {
  readonly labels: Series<unknown>['labels']
  readonly byWorker: Map<number, Value>
  /** Of workers that have ended. */
  ended: Value | undefined
}

export class GatheredSeries {
  /** By family, and in it by labels. */
  readonly #told = new Map<string, Map<string, Told>>()

  take(worker: number, changes: readonly SeriesChange[]): void {
    for (const { family, labels, value } of changes) {
      const told = this.#told
        .getOrInsertComputed(family, () => new Map<string, Told>())
        .getOrInsertComputed(labelsKey(labels), () => {
          return { labels, byWorker: new Map(), ended: undefined }
        })
      if (value === null) told.byWorker.delete(worker)
      else told.byWorker.set(worker, value)
    }
  }

  /** `counters`: names of families of which the sum stays. */
  end(worker: number, counters: ReadonlySet<string>): void {
    for (const [family, all] of this.#told)
      for (const [key, told] of all) {
        const value = told.byWorker.get(worker)
        if (value === undefined) continue
        told.byWorker.delete(worker)
        if (counters.has(family))
          told.ended = told.ended === undefined ? value : sum(told.ended, value)
        else if (told.byWorker.size === 0) all.delete(key)
      }
  }

  /** Series of what is gone go; those of a socket once no worker has a connection of it. */
  retain({ listeners, rules, backends, sockets }: LiveNames): void {
    const isLive = ({ labels, byWorker }: Told): boolean => {
      const { listener = '', rule = '', backend = '', socket } = labels
      if (socket !== undefined) return byWorker.size > 0 || sockets.has(socket)
      return (
        (listener === '' || listeners.has(listener)) &&
        (rule === '' || rules.has(rule)) &&
        (backend === '' || backends.has(backend))
      )
    }
    for (const all of this.#told.values())
      for (const [key, told] of all) if (!isLive(told)) all.delete(key)
  }

  /** The family with what was told added to it. */
  addedTo(family: MetricFamily): MetricFamily {
    if (family.type === 'histogram')
      return { ...family, read: () => this.#merged(family, durationsOf, sumOfDurations) }
    return { ...family, read: () => this.#merged(family, numberOf, (one, other) => one + other) }
  }

  /** The family with what each worker told beside it. */
  besides(family: MetricFamily): MetricFamily {
    if (family.type === 'histogram') return family
    const { name, read } = family
    const told = () => this.#of(name)
    return {
      ...family,
      *read() {
        yield* read()
        for (const { labels, byWorker } of told().values())
          for (const [worker, value] of byWorker)
            yield { labels: { ...labels, worker: String(worker) }, value: numberOf(value) }
      },
    }
  }

  *#merged<T extends number | Durations>(
    { name, read }: { readonly name: string; read(): Iterable<Series<T>> },
    valueOf: (value: Value) => T,
    add: (one: T, other: T) => T,
  ): Generator<Series<T>> {
    const told = new Map(this.#of(name))
    if (told.size === 0) return yield* read()
    for (const { labels, value } of read()) {
      const key = labelsKey(labels)
      const sums = told.get(key)
      told.delete(key)
      yield { labels, value: sums ? valuesOf(sums).map(valueOf).reduce(add, value) : value }
    }
    for (const sums of told.values()) {
      const [first, ...others] = valuesOf(sums).map(valueOf)
      if (first !== undefined) yield { labels: sums.labels, value: others.reduce(add, first) }
    }
  }

  #of(family: string): ReadonlyMap<string, Told> {
    return this.#told.get(family) ?? new Map()
  }
}

function valuesOf({ byWorker, ended }: Told): readonly Value[] {
  return ended === undefined ? [...byWorker.values()] : [ended, ...byWorker.values()]
}

function sum(one: Value, other: Value): Value {
  if (typeof one === 'number' || typeof other === 'number') return numberOf(one) + numberOf(other)
  return toldOf(sumOfDurations(durationsOf(one), durationsOf(other)))
}

function numberOf(value: Value): number {
  return typeof value === 'number' ? value : value.count
}

function durationsOf(value: Value): Durations {
  if (typeof value === 'number') return createDurations()
  return { counts: Float64Array.from(value.counts), count: value.count, sum: value.sum }
}

function toldOf({ counts, count, sum: total }: Durations): ToldDurations {
  return { counts: [...counts], count, sum: total }
}

function sumOfDurations(one: Durations, other: Durations): Durations {
  return {
    counts: one.counts.map((count, index) => count + other.counts[index]!),
    count: one.count + other.count,
    sum: one.sum + other.sum,
  }
}
