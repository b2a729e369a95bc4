// What a worker tells the main process of its series: those that changed since it told last.
import type { Durations } from './labelled-counters.ts'
import type { MetricFamily, Series } from './metric-family.ts'

/** As JSON. */
export interface SeriesChange {
  readonly family: string
  readonly labels: Series<unknown>['labels']
  /** Null: there is no such series any more. */
  readonly value: number | ToldDurations | null
}

export interface ToldDurations {
  readonly counts: readonly number[]
  readonly count: number
  readonly sum: number
}

/** At each call those since the call before. */
export function createSeriesChanges(
  families: readonly MetricFamily[],
): () => readonly SeriesChange[] {
  let told = new Map<string, Pick<SeriesChange, 'family' | 'labels'> & { state: string }>()
  return () => {
    const now: typeof told = new Map()
    const changes: SeriesChange[] = []
    for (const { name: family, read } of families)
      for (const { labels, value } of read()) {
        const key = `${family} ${labelsKey(labels)}`
        const state = typeof value === 'number' ? String(value) : `${value.count} ${value.sum}`
        now.set(key, { family, labels, state })
        if (told.get(key)?.state !== state)
          changes.push({ family, labels, value: toldValue(value) })
      }
    for (const [key, { family, labels }] of told)
      if (!now.has(key)) changes.push({ family, labels, value: null })
    told = now
    return changes
  }
}

/** Labels of a family come in one order. */
export function labelsKey(labels: Series<unknown>['labels']): string {
  return Object.values(labels).join('\n')
}

function toldValue(value: number | Durations): number | ToldDurations {
  if (typeof value === 'number') return value
  return { counts: [...value.counts], count: value.count, sum: value.sum }
}
