// The workers that there are: of each slot one, or none until it is started again; and those that are replaced,
// until their connections have ended.
import type { Worker } from './worker.ts'

export class WorkerRoster {
  readonly #bySlot: (Worker | undefined)[]
  readonly #leaving = new Set<Worker>()

  constructor(slots: number) {
    this.#bySlot = Array.from({ length: slots }, () => undefined)
  }

  get bySlot(): readonly (Worker | undefined)[] {
    return this.#bySlot
  }

  /** Those that are replaced. */
  get leaving(): ReadonlySet<Worker> {
    return this.#leaving
  }

  /** One of each slot that has one. */
  current(): readonly Worker[] {
    return this.#bySlot.filter((worker) => worker !== undefined)
  }

  all(): readonly Worker[] {
    return [...this.current(), ...this.#leaving]
  }

  serving(): readonly Worker[] {
    return this.all().filter(({ isServing }) => isServing)
  }

  /** The least that nobody has. */
  freeNumber(): number {
    const taken = new Set(this.all().map(({ number }) => number))
    let number = 1
    while (taken.has(number)) number++
    return number
  }

  /** The slot's from now on. */
  add(worker: Worker): void {
    this.#bySlot[worker.slot] = worker
  }

  /** Another one is about to have its slot. */
  leave(worker: Worker): void {
    this.#leaving.add(worker)
  }

  /** It has ended. True: it was replaced, and its slot is another one's. */
  remove(worker: Worker): boolean {
    const wasReplaced = this.#leaving.delete(worker)
    if (!wasReplaced) this.#bySlot[worker.slot] = undefined
    return wasReplaced
  }
}
