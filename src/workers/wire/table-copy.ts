// A table of a worker's copy of the snapshot. Each change makes a new table, since requests keep the one that
// they began with. Its names are kept beside it: to list those of an object with thousands of them takes
// longer than to copy what they name.
import type { TableDelta } from './snapshot-delta.ts'

type Table<Value> = Readonly<Record<string, Value>>

export class TableCopy<Value> {
  #table: Table<Value>
  #names: readonly string[]

  constructor(table: Table<Value>) {
    this.#table = table
    this.#names = Object.keys(table)
  }

  /** The same table where there is no delta. */
  apply(delta: TableDelta<Value> | undefined): Table<Value> {
    if (!delta) return this.#table
    const { set, gone } = delta
    const fresh = Object.keys(set).filter((name) => !Object.hasOwn(this.#table, name))
    if (fresh.length > 0) this.#names = [...this.#names, ...fresh]
    if (gone.length > 0) {
      const isGone = new Set(gone)
      this.#names = this.#names.filter((name) => !isGone.has(name))
    }
    // No prototype: V8 takes such an object for a table from the start.
    const next: Record<string, Value> = Object.create(null)
    for (const name of this.#names) next[name] = this.#table[name]!
    this.#table = Object.assign(next, set)
    return this.#table
  }
}
