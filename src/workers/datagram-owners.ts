// Which worker has which UDP listener: one each, since a session is known to one process. Were the port shared,
// the kernel would send the datagrams of other sessions elsewhere as soon as the number of sockets changes.
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { isUdp, placeKey } from './wire/place-key.ts'

export class DatagramOwners<Worker extends object> {
  /** By place. */
  #owners: ReadonlyMap<string, Worker> = new Map()
  /** What each worker was given last. */
  readonly #parts = new WeakMap<Worker, Part<Worker>>()

  /** Whoever has a place keeps it; one that is nobody's goes to the worker that has the fewest. */
  assign({ listeners }: RoutingSnapshot, workers: readonly Worker[]): void {
    const owners = new Map<string, Worker>()
    const places = new Set(listeners.filter(isUdp).map(placeKey))
    for (const place of places) {
      const owner = this.#owners.get(place)
      if (owner && workers.includes(owner)) owners.set(place, owner)
    }
    for (const place of places) {
      if (owners.has(place)) continue
      const count = (worker: Worker) => [...owners.values()].filter((one) => one === worker).length
      const [idlest] = workers.toSorted((one, other) => count(one) - count(other))
      if (idlest) owners.set(place, idlest)
    }
    const isAsBefore = [...owners].every(([place, worker]) => this.#owners.get(place) === worker)
    if (!isAsBefore || owners.size !== this.#owners.size) this.#owners = owners
  }

  /** Those who have a place. */
  all(): ReadonlySet<Worker> {
    return new Set(this.#owners.values())
  }

  /**
   * The snapshot without the UDP listeners of others; itself where there are none. The same object for the same
   * snapshot, with the same listeners where those did not change: what did not change is not sent.
   */
  partOf(whole: RoutingSnapshot, worker: Worker): RoutingSnapshot {
    const owners = this.#owners
    const known = this.#parts.get(worker)
    const last = known?.owners === owners ? known : undefined
    if (last?.whole === whole) return last.part
    const listeners =
      last?.whole.listeners === whole.listeners
        ? last.part.listeners
        : whole.listeners.filter((one) => !isUdp(one) || owners.get(placeKey(one)) === worker)
    const isWhole = listeners.length === whole.listeners.length
    const part = isWhole ? whole : { ...whole, listeners }
    this.#parts.set(worker, { owners, whole, part })
    return part
  }
}

interface Part<Worker> {
  readonly owners: ReadonlyMap<string, Worker>
  readonly whole: RoutingSnapshot
  readonly part: RoutingSnapshot
}
