// What all TCP sockets of a data plane share: the process's descriptors, and so the table of connections.
import type { Socket } from 'node:net'
import { descriptorLimit } from '../../observe/metrics/descriptor-limit.ts'
import type { Observer } from '../../observe/log/observer.ts'
import { EndpointRoom } from '../words/endpoint-room.ts'
import type { Connection } from '../words/exchange.ts'
import { RequestTurns } from './request-turns.ts'
import { resetConnection } from './reset.ts'
import { endAtItsTurn } from '../turns/fair-ends.ts'
import { onNewcomer } from '../turns/fair-turns.ts'
import { connectionBounds } from './connection-bounds.ts'
import { ConnectionTable, type HeldConnection } from './connection-table.ts'
import type { Limits } from './limits.ts'
import type { SocketKind } from './plane-socket.ts'
import { refusalBytes, refuse } from './refusal.ts'
import { type OnLimit, reportLimits } from './report-limits.ts'

export interface SharedConnections {
  readonly table: ConnectionTable
  readonly turns: RequestTurns
  /** Requests know their connection by these facts. */
  readonly byFacts: WeakMap<Connection, HeldConnection>
  readonly onLimit: OnLimit
  /** A request or a stream begins; false where too many are under way. */
  begin(held: HeldConnection): boolean
  /** Before one more session of UDP begins: whether another one must end for it. */
  isCrowded(): boolean
  /** Undefined where there is no room, and none can be made: it was refused then. */
  admit(raw: Socket, kind: SocketKind, socketName: string): HeldConnection | undefined
  /** Connections that clients made so far, refused ones too. */
  taken(): number
  /** Resolves when it is over; one too many is reset. */
  stream(held: HeldConnection, serve: () => Promise<void>): Promise<void>
}

export interface SharedConnectionsOptions {
  readonly limits: Limits
  readonly observer: Observer
  /** How many sessions of UDP there are. */
  readonly sessions: () => number
  /** Absent: no connection to an endpoint is kept. */
  readonly room?: EndpointRoom | undefined
}

export function createSharedConnections(options: SharedConnectionsOptions): SharedConnections {
  const { limits, observer, sessions, room = new EndpointRoom() } = options
  const descriptors = descriptorLimit()
  const bounds = connectionBounds(limits, descriptors)
  const onLimit = reportLimits(observer, limits, { descriptors, ...bounds })
  const onShed = (held: HeldConnection) => {
    onLimit(held.socketName, 'idle-connection')
    if (held.shed) held.shed()
    // Its first request may be on its way: many newcomers at once close one another.
    else if (held.kind === 'http' && held.raw.bytesWritten === 0) turnAway(held.raw, held.kind)
    else held.raw.destroy()
  }
  const table = new ConnectionTable(bounds, onShed, sessions)
  const turns = new RequestTurns(limits)
  const { underWay, toEndpoints } = bounds
  room.boundBy({ all: toEndpoints, mirrors: toEndpoints - underWay }, () => table.underWay)
  const begin = (held: HeldConnection): boolean => {
    const hasBegun = table.begin(held)
    if (hasBegun) room.fit()
    return hasBegun
  }
  let taken = 0
  return {
    table,
    turns,
    taken: () => taken,
    byFacts: new WeakMap(),
    onLimit,
    begin,
    isCrowded() {
      room.fit()
      return table.underWay >= underWay
    },
    admit(raw, kind, socketName) {
      taken++
      turns.onAccepted()
      onNewcomer()
      endAtItsTurn(raw)
      const held = table.admit(raw, socketName, kind)
      if (held) return held
      onLimit(socketName, 'too-many-connections')
      turnAway(raw, kind)
      return undefined
    },
    async stream(held, serve) {
      if (begin(held)) return serve().finally(() => table.end(held))
      onLimit(held.socketName, 'too-many-under-way')
      resetConnection(held.raw)
    },
  }
}

function turnAway(raw: Socket, kind: SocketKind): void {
  if (kind === 'http') raw.end(refusalBytes(refuse('too-many-connections')), () => raw.destroy())
  else resetConnection(raw)
}
