// Which worker has which UDP listener: one each, since a session is known to one process. Were the port shared,
// the kernel would send the datagrams of other sessions elsewhere as soon as the number of sockets changes.
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { isUdp, placeKey } from './wire/place-key.ts'

export class DatagramOwners<Worker extends object> {
  /** By place. */
  #owners = new Map<string, Worker>()

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
    this.#owners = owners
  }

  /** Those who have a place. */
  all(): ReadonlySet<Worker> {
    return new Set(this.#owners.values())
  }

  /** The snapshot without the UDP listeners of others; itself where there are none. */
  partOf(snapshot: RoutingSnapshot, worker: Worker): RoutingSnapshot {
    const isElsewhere = (listener: RoutingSnapshot['listeners'][number]) =>
      isUdp(listener) && this.#owners.get(placeKey(listener)) !== worker
    if (!snapshot.listeners.some(isElsewhere)) return snapshot
    return {
      ...snapshot,
      listeners: snapshot.listeners.filter((listener) => !isElsewhere(listener)),
    }
  }
}
