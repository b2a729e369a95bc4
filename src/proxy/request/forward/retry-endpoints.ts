// Which endpoints the tries of a request had so far, so that a further one goes to another: first to one
// that had none, then to any but the last; to one that could not be reached only where no other is left.
import type { Endpoint } from '../../../snapshot/routing-snapshot.ts'
import type { ChosenEndpoint } from '../../balancing/balancer.ts'

export class TriedEndpoints {
  readonly #reached = new Set<Endpoint>()
  readonly #unreachable = new Set<Endpoint>()
  #last: Endpoint | undefined

  /** `choose` gives none of those that it is handed; `now` are those that are out of question. */
  choose(
    now: ReadonlySet<Endpoint>,
    choose: (avoided: ReadonlySet<Endpoint>) => ChosenEndpoint | undefined,
  ): ChosenEndpoint | undefined {
    if (!this.#last && this.#unreachable.size === 0) return choose(now)
    const without = (...more: readonly Endpoint[]) =>
      choose(new Set([...now, ...this.#unreachable, ...more]))
    const fresh = without(...this.#reached)
    if (fresh) return fresh
    this.#reached.clear()
    return (this.#last && without(this.#last)) ?? without() ?? choose(now)
  }

  noteReached(endpoint: Endpoint): void {
    this.#reached.add(endpoint)
    this.#unreachable.delete(endpoint)
    this.#last = endpoint
  }

  noteUnreachable(endpoint: Endpoint): void {
    this.#unreachable.add(endpoint)
  }
}
