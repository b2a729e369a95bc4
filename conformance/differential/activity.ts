// When everything has come to rest. Gateways, clients and endpoints share one process and the loopback, where
// what was written has arrived; so nothing moves any more if no socket had an event for some turns of the event
// loop, and for longer than the shortest timer that a gateway waits for.
import { setImmediate as turn, setTimeout as after } from 'node:timers/promises'

const stillTurns = 40
const stillMs = 3
const mostMs = 20_000

export class Activity {
  #events = 0
  #waiting: (() => void)[] = []
  /** How many times longer than usual nothing must move. */
  patience = 1

  /** A socket had an event. */
  note(): void {
    this.#events++
  }

  /** For clients and endpoints that go on once nothing else moves, while somebody waits for the end of all. */
  still(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve))
  }

  /** Nothing moves, and nobody waits to go on. */
  async rest(): Promise<void> {
    const since = performance.now()
    for (;;) {
      const seen = this.#events
      for (let turns = 0; turns < stillTurns && seen === this.#events; turns++) await turn()
      if (seen === this.#events) await after(stillMs * this.patience)
      if (performance.now() - since > mostMs)
        throw new Error(`Sockets still move after ${mostMs} ms`)
      if (seen !== this.#events) continue
      if (this.#waiting.length === 0) return
      for (const go of this.#waiting.splice(0)) go()
    }
  }
}
