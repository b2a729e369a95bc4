// The listening sockets of all workers, bound and held here, where nobody takes connections from them. Each
// worker has one of its own for each place (SO_REUSEPORT: the kernel shares connections out among them), or
// all share one where the system cannot. A socket is open for as long as it is held: what waits in its queue
// outlives the worker, and the number of sockets, by which the kernel shares out, does not change.
import { BoundSocket, Socket } from 'node:net'
import { isIPv6Only, type ServerPlace } from '../proxy/sockets/open-server.ts'
import { asError, codeOf } from '../proxy/words/failure.ts'
import { placeKey } from './wire/place-key.ts'

export class HeldSockets {
  readonly #count: number
  readonly #held = new Map<
    string,
    { readonly place: ServerPlace; readonly all: readonly Socket[] }
  >()

  constructor(count: number) {
    this.#count = count
  }

  /** Binds the place, if it is not. Throws what the system says. */
  bind(place: ServerPlace): void {
    const key = placeKey(place)
    if (this.#held.has(key)) return
    const reserved = reserve(place, false)
    if (this.#count === 1) return void this.#held.set(key, { place, all: [hold(reserved)] })
    // Nobody else has it: sockets that share a port would share it with another program's, too.
    reserved.close()
    this.#held.set(key, { place, all: this.#bindAll(place) })
  }

  /** The worker's own, or the one that all share. */
  of(place: ServerPlace, slot: number): Socket | undefined {
    const all = this.#held.get(placeKey(place))?.all
    return all?.[slot % all.length]
  }

  /** Where each worker has a socket of its own. */
  ownPlaces(): readonly ServerPlace[] {
    return [...this.#held.values()].filter(({ all }) => all.length > 1).map(({ place }) => place)
  }

  /** Lets go of the others: they end with the last worker that listens there. */
  retain(places: ReadonlySet<string>): void {
    for (const [key, { all }] of this.#held) {
      if (places.has(key)) continue
      this.#held.delete(key)
      for (const socket of all) socket.destroy()
    }
  }

  #bindAll(place: ServerPlace): readonly Socket[] {
    const all: BoundSocket[] = []
    try {
      for (let slot = 0; slot < this.#count; slot++) all.push(reserve(place, true))
    } catch (error) {
      for (const socket of all) socket.close()
      if (codeOf(asError(error)) === 'ENOTSUP') return [hold(reserve(place, false))]
      throw error
    }
    return all.map(hold)
  }
}

function reserve({ address, port }: ServerPlace, reusePort: boolean): BoundSocket {
  return new BoundSocket({ host: address, port, ipv6Only: isIPv6Only(address), reusePort })
}

/** A socket can be handed to several processes, and is not read from before it is connected. */
function hold(handle: BoundSocket): Socket {
  return new Socket({ handle })
}
