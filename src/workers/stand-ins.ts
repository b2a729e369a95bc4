// Who takes the connections of a worker that does not serve: its sockets are handed to one that does, until
// it is there again.
import type { HeldSockets } from './held-sockets.ts'
import type { Worker } from './worker.ts'

export class StandIns {
  readonly #held: HeldSockets
  /** By slot. */
  readonly #standIns = new Map<number, Worker>()

  constructor(held: HeldSockets) {
    this.#held = held
  }

  /** `workers` by slot. */
  look(workers: readonly (Worker | undefined)[]): void {
    const serving = workers
      .filter((worker) => worker !== undefined)
      .filter(({ isServing }) => isServing)
    for (const [slot, worker] of workers.entries()) {
      const standIn = this.#standIns.get(slot)
      if (worker?.isServing) {
        standIn?.tell({ type: 'stand-down', slot })
        this.#standIns.delete(slot)
      } else if (!standIn || !serving.includes(standIn)) this.#choose(slot, serving)
    }
  }

  #choose(slot: number, serving: readonly Worker[]): void {
    // Not all of them the same one.
    const next = serving[slot % serving.length]
    if (!next) return
    this.#standIns.set(slot, next)
    for (const place of this.#held.ownPlaces())
      next.tell({ type: 'stand-in', place, slot }, this.#held.of(place, slot))
  }
}
