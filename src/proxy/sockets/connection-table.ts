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
  /** Of its client address. */
  readonly share: SourceShare
  /** What it has under way; none of it is cut to make room. */
  busy: number
  /** Bytes both ways when it was looked at last. */
  moved: number
  /** Counts up over all connections: which of them is idle longer. */
  idleSince: number
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
  readonly #sources = new Map<string, SourceShare>()
  /** In the order of the table, but for those that rested since it was looked at. */
  readonly #idle = new Set<HeldConnection>()
  /** They are put in their places only when room is needed: most requests are over long before that. */
  readonly #rested = new Set<HeldConnection>()
  #rests = 0
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
    const source = clientSource(plainAddress(raw.remoteAddress ?? ''))
    const share = this.#sources.get(source) ?? new SourceShare(source)
    const { all, perSource } = this.bounds
    if (share.size >= perSource && !this.#shedOneOf(share.idle)) return undefined
    if (this.#size >= all && !this.#shedOneOf(this.#idle)) return undefined
    const held: HeldConnection = {
      raw,
      socketName,
      kind,
      share,
      busy: 0,
      moved: 0,
      idleSince: this.#rests++,
      isOpen: true,
    }
    this.#sources.set(source, share)
    this.#size++
    share.size++
    this.#putLast(held)
    return held
  }

  /** A request or a stream of it begins; false where too many are under way. */
  begin({ share, isOpen }: HeldConnection): boolean {
    if (!isOpen || this.underWay >= this.bounds.underWay) return false
    if (share.underWay >= this.bounds.underWayPerSource) return false
    this.#underWay++
    share.underWay++
    return true
  }

  /** It is over. */
  end({ share }: HeldConnection): void {
    this.#underWay--
    share.underWay--
    this.#forgetIfEmpty(share)
  }

  /** It has something under way that is not to be cut. */
  hold(held: HeldConnection): void {
    held.busy++
  }

  /** The opposite: with the last of them it is idle, since now. */
  release(held: HeldConnection): void {
    if (--held.busy > 0 || !held.isOpen) return
    held.idleSince = this.#rests++
    this.#rested.add(held)
  }

  /** It is closed. */
  remove(held: HeldConnection): void {
    if (!held.isOpen) return
    const { share } = held
    held.isOpen = false
    this.#rested.delete(held)
    this.#idle.delete(held)
    share.idle.delete(held)
    this.#size--
    share.size--
    this.#forgetIfEmpty(share)
  }

  #forgetIfEmpty({ source, size, underWay }: SourceShare): void {
    if (size === 0 && underWay === 0) this.#sources.delete(source)
  }

  #putLast(held: HeldConnection): void {
    this.#idle.delete(held)
    this.#idle.add(held)
    held.share.idle.delete(held)
    held.share.idle.add(held)
  }

  #putRestedLast(): void {
    const rested = [...this.#rested].toSorted((one, other) => one.idleSince - other.idleSince)
    this.#rested.clear()
    for (const held of rested) {
      held.moved = movedBy(held)
      this.#putLast(held)
    }
  }

  #shedOneOf(idle: ReadonlySet<HeldConnection>): boolean {
    this.#putRestedLast()
    let looks = 0
    for (const held of idle) {
      if (held.busy > 0) {
        this.#idle.delete(held)
        held.share.idle.delete(held)
        continue
      }
      const moved = movedBy(held)
      if (moved !== held.moved && ++looks < mostLooks) {
        held.moved = moved
        this.#putLast(held)
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
class SourceShare {
  readonly source: string
  size = 0
  underWay = 0
  readonly idle = new Set<HeldConnection>()

  constructor(source: string) {
    this.source = source
  }
}
