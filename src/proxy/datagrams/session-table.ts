// All UDP sessions of the data plane, the one that is silent longest first. Whoever sends a datagram opens
// a session, from an address that may be forged: so the table is bounded in all, for each socket and for
// each source, and who wants more than that loses the oldest of its own.
import type { Limits } from '../sockets/limits.ts'

export interface TableEntry {
  /** Where it was asked, and by whom. */
  readonly key: string
  /** What it has a share in, each with the most that it may have open. */
  readonly shares: readonly Share[]
  end(why: 'idle' | 'evicted'): void
}

export interface Share {
  readonly of: string
  readonly most: number
}

export interface TableBounds {
  readonly all: number
  readonly perSocket: number
  readonly perSource: number
}

/** A process that may open few files has fewer sessions, all bounds in proportion. */
export function tableBounds(limits: Limits, descriptors: number): TableBounds {
  const { datagramSessions, datagramSessionsPerSocket, datagramSessionsPerSource } = limits
  const most = Math.floor(descriptors * limits.datagramDescriptorShare)
  const scale = Math.min(1, most / datagramSessions)
  const scaled = (figure: number) => Math.max(1, Math.floor(figure * scale))
  return {
    all: scaled(datagramSessions),
    perSocket: scaled(datagramSessionsPerSocket),
    perSource: scaled(datagramSessionsPerSource),
  }
}

export class SessionTable<Entry extends TableEntry> {
  readonly bounds: TableBounds
  readonly #idleMs: number
  readonly #isCrowded: () => boolean
  readonly #byKey = new Map<string, Entry>()
  /** In the order of the table. */
  readonly #byShare = new Map<string, Set<Entry>>()
  readonly #movedAt = new Map<Entry, number>()
  #sweep: NodeJS.Timeout | undefined

  /** `isCrowded`: whether one must end for another one, whatever the bounds. */
  constructor(bounds: TableBounds, idleMs: number, isCrowded = () => false) {
    this.bounds = bounds
    this.#idleMs = idleMs
    this.#isCrowded = isCrowded
  }

  get size(): number {
    return this.#byKey.size
  }

  find(key: string): Entry | undefined {
    return this.#byKey.get(key)
  }

  /** Makes room where there is none. */
  add(entry: Entry): void {
    for (const { of, most } of entry.shares) {
      const sharing = this.#byShare.get(of)
      if (sharing && sharing.size >= most) first(sharing)?.end('evicted')
    }
    if (this.#byKey.size >= this.bounds.all || this.#isCrowded())
      first(this.#byKey.values())?.end('evicted')
    this.#put(entry)
    // Not unref'd: it runs only while there are sessions, whose sockets keep the process as well.
    this.#sweep ??= setInterval(() => this.#endIdle(), this.#idleMs / 8)
  }

  /** A datagram went through it, either way. */
  touch(entry: Entry): void {
    if (this.#byKey.get(entry.key) !== entry) return
    this.#byKey.delete(entry.key)
    for (const { of } of entry.shares) this.#byShare.get(of)?.delete(entry)
    this.#put(entry)
  }

  /** Milliseconds since the last datagram. */
  silentMs(entry: Entry): number {
    return performance.now() - (this.#movedAt.get(entry) ?? 0)
  }

  remove(entry: Entry): void {
    if (this.#byKey.get(entry.key) !== entry) return
    this.#byKey.delete(entry.key)
    this.#movedAt.delete(entry)
    for (const { of } of entry.shares) {
      const sharing = this.#byShare.get(of)
      sharing?.delete(entry)
      if (sharing?.size === 0) this.#byShare.delete(of)
    }
    if (this.#byKey.size > 0) return
    clearInterval(this.#sweep)
    this.#sweep = undefined
  }

  /** As the last. */
  #put(entry: Entry): void {
    this.#byKey.set(entry.key, entry)
    this.#movedAt.set(entry, performance.now())
    for (const { of } of entry.shares)
      this.#byShare.getOrInsertComputed(of, () => new Set()).add(entry)
  }

  #endIdle(): void {
    for (const entry of this.#byKey.values()) {
      if (this.silentMs(entry) < this.#idleMs) return
      entry.end('idle')
    }
  }
}

function first<Entry>(entries: Iterable<Entry>): Entry | undefined {
  for (const entry of entries) return entry
  return undefined
}
