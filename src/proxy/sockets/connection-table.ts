// All TCP connections of clients of a data plane, the one that is idle longest first. The process may have
// so many descriptors open and no more: who opens idle connections must lock out neither other clients,
// nor the endpoints, nor those who ask whether the gateway lives.
import type { Socket } from 'node:net'
import { clientSource } from './client-source.ts'
import { plainAddress } from '../words/host-port.ts'
import type { ConnectionBounds } from './connection-bounds.ts'
import type { SocketKind } from './plane-socket.ts'

export interface HeldConnection {
  readonly raw: Socket
  /** Where it was accepted: `ADDRESS:PORT`. */
  readonly socketName: string
  readonly kind: SocketKind
  /** Whose share it counts for. */
  readonly source: string
  /** What it has under way; none of it is cut to make room. */
  busy: number
  /** Bytes both ways when it was looked at last. */
  moved: number
  /** Closes it to make room for another, if that is not as usual. */
  shed?: () => void
  isOpen: boolean
}

/** What moved since it was looked at is passed over, but no more than so many at a time. */
const mostLooks = 1024

export class ConnectionTable {
  readonly bounds: ConnectionBounds
  readonly #onShed: (held: HeldConnection) => void
  readonly #sessions: () => number
  readonly #sources = new Map<string, Source>()
  /** In the order of the table; what has something under way is not here. */
  readonly #idle = new Set<HeldConnection>()
  #size = 0
  #underWay = 0

  /** `onShed` closes it. `sessions`: those of UDP, which need descriptors, too. */
  constructor(
    bounds: ConnectionBounds,
    onShed: (held: HeldConnection) => void,
    sessions: () => number,
  ) {
    this.bounds = bounds
    this.#onShed = onShed
    this.#sessions = sessions
  }

  /** Requests, streams and sessions. */
  get underWay(): number {
    return this.#underWay + this.#sessions()
  }

  get size(): number {
    return this.#size
  }

  /** Makes room where there is none; undefined where all that are open have something under way. */
  admit(raw: Socket, socketName: string, kind: SocketKind): HeldConnection | undefined {
    const name = clientSource(plainAddress(raw.remoteAddress ?? ''))
    const source = this.#sources.get(name) ?? new Source()
    const { all, perSource } = this.bounds
    if (source.size >= perSource && !this.#shedOneOf(source.idle)) return undefined
    if (this.#size >= all && !this.#shedOneOf(this.#idle)) return undefined
    const held: HeldConnection = {
      raw,
      socketName,
      kind,
      source: name,
      busy: 0,
      moved: 0,
      isOpen: true,
    }
    this.#sources.set(name, source)
    this.#size++
    source.size++
    this.#rest(held)
    return held
  }

  /** A request or a stream of it begins; false where too many are under way. */
  begin(held: HeldConnection): boolean {
    const source = this.#sources.get(held.source)
    if (!source || this.underWay >= this.bounds.underWay) return false
    if (source.underWay >= this.bounds.underWayPerSource) return false
    this.#underWay++
    source.underWay++
    return true
  }

  /** It is over. */
  end(held: HeldConnection): void {
    this.#underWay--
    const source = this.#sources.get(held.source)
    if (!source) return
    source.underWay--
    this.#forgetIfEmpty(held.source, source)
  }

  /** It has something under way that is not to be cut. */
  hold(held: HeldConnection): void {
    if (held.busy++ > 0) return
    this.#idle.delete(held)
    this.#sources.get(held.source)?.idle.delete(held)
  }

  /** The opposite: with the last of them it is idle, since now. */
  release(held: HeldConnection): void {
    if (--held.busy > 0 || !held.isOpen) return
    held.moved = movedBy(held)
    this.#rest(held)
  }

  /** It is closed. */
  remove(held: HeldConnection): void {
    const source = this.#sources.get(held.source)
    if (!source || !held.isOpen) return
    held.isOpen = false
    this.#idle.delete(held)
    source.idle.delete(held)
    this.#size--
    source.size--
    this.#forgetIfEmpty(held.source, source)
  }

  #forgetIfEmpty(name: string, { size, underWay }: Source): void {
    if (size === 0 && underWay === 0) this.#sources.delete(name)
  }

  /** As the last. */
  #rest(held: HeldConnection): void {
    this.#idle.delete(held)
    this.#idle.add(held)
    const idle = this.#sources.get(held.source)?.idle
    idle?.delete(held)
    idle?.add(held)
  }

  #shedOneOf(idle: ReadonlySet<HeldConnection>): boolean {
    let looks = 0
    for (const held of idle) {
      const moved = movedBy(held)
      if (moved !== held.moved && ++looks < mostLooks) {
        held.moved = moved
        this.#rest(held)
        continue
      }
      this.remove(held)
      this.#onShed(held)
      return true
    }
    return false
  }
}

function movedBy({ raw }: HeldConnection): number {
  return raw.bytesRead + raw.bytesWritten
}

/** What one source has. */
class Source {
  size = 0
  underWay = 0
  readonly idle = new Set<HeldConnection>()
}
