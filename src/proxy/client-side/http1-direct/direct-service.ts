// HTTP/1.1 over connections that a socket hands it, the direct way: what all of them share. One clock looks at all of
// them now and then.
import type { RoutingSnapshot } from '../../../snapshot/routing-snapshot.ts'
import type { ClientConnection } from '../../sockets/client-connection.ts'
import type { HeldConnection } from '../../sockets/connection-table.ts'
import type { Limits } from '../../sockets/limits.ts'
import { KeepAliveLines } from './client-head.ts'
import { DirectClient } from './direct-client.ts'
import type { DirectContext, DirectOwner } from './direct-context.ts'
import { LiveRuleWays, type RuleWays } from '../direct-exchange/rule-way.ts'

export class DirectService implements DirectOwner {
  readonly context: DirectContext
  readonly keepAlive: KeepAliveLines
  isEnding = false
  isDraining = false
  readonly #clients = new Set<DirectClient>()
  readonly #ways = new LiveRuleWays()
  #sweep: NodeJS.Timeout | undefined

  constructor(context: DirectContext) {
    this.context = context
    this.keepAlive = new KeepAliveLines(context.limits.keepAliveMs)
  }

  take(connection: ClientConnection, held: HeldConnection): void {
    this.#clients.add(new DirectClient(this, connection, held))
    connection.stream.resume()
    this.#sweep ??= setInterval(this.#onSweep, sweepMsOf(this.context.limits)).unref()
  }

  forget(client: DirectClient): void {
    this.#clients.delete(client)
    if (this.#clients.size > 0) return
    clearInterval(this.#sweep)
    this.#sweep = undefined
  }

  waysOf(snapshot: RoutingSnapshot): RuleWays {
    return this.#ways.of(snapshot)
  }

  announceEnd(): void {
    this.isEnding = true
  }

  drain(): void {
    this.isEnding = true
    this.isDraining = true
    for (const client of this.#clients) client.endIfIdle()
  }

  readonly #onSweep = (): void => {
    const now = performance.now()
    for (const client of this.#clients) client.sweep(now)
  }
}

/** Often enough for the shortest of the limits that are looked at. */
function sweepMsOf(limits: Limits): number {
  const { headCheckMs, headTimeoutMs, keepAliveMs, idleMs, halfClosedProbeMs } = limits
  const { readAheadRestMs, readAheadMs } = limits
  const ofBody = Math.min(readAheadRestMs, readAheadMs)
  const shortest = Math.min(headTimeoutMs, keepAliveMs, idleMs, halfClosedProbeMs, ofBody)
  return Math.max(5, Math.min(headCheckMs, shortest / 4))
}
