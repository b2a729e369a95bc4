// Series by socket (`ADDRESS:PORT`): what is open now, and what was turned away before there was a
// request.
import type { Registry } from 'prom-client'
import { talliedCounter, talliedGauge, type Series } from './tallied-metrics.ts'
import { Tallies } from './tally.ts'

export function createConnectionMetrics(registry: Registry) {
  const sockets = new Tallies(() => ({ open: 0, opened: 0, inFlight: 0 }))
  const refused = new Tallies(() => ({ count: 0 }))

  const perSocket = (read: (tally: ReturnType<typeof sockets.of>) => number) => ({
    registry,
    labels: ['socket'],
    *read(): Generator<Series<number>> {
      for (const [socket, , tally] of sockets.entries())
        yield { labels: { socket }, value: read(tally) }
    },
  })

  talliedGauge({
    ...perSocket(({ open }) => open),
    name: 'rauta_connections',
    help: 'Connections of clients that are open.',
  })
  talliedCounter({
    ...perSocket(({ opened }) => opened),
    name: 'rauta_connections_total',
    help: 'Connections of clients that were opened.',
  })
  talliedGauge({
    ...perSocket(({ inFlight }) => inFlight),
    name: 'rauta_requests_in_flight',
    help: 'Requests that began and are not over.',
  })
  talliedCounter({
    registry,
    name: 'rauta_refused_total',
    help: 'What was turned away before there was a request, by reason.',
    labels: ['socket', 'reason'],
    *read() {
      for (const [socket, reason, { count }] of refused.entries())
        yield { labels: { socket, reason }, value: count }
    },
  })

  return {
    onExchange(socket: string, change: 1 | -1): void {
      sockets.of(socket).inFlight += change
    },
    onConnection(socket: string, change: 1 | -1): void {
      const tally = sockets.of(socket)
      tally.open += change
      if (change === 1) tally.opened++
    },
    onRefused(socket: string, reason: string): void {
      refused.of(socket, reason).count++
    },
    /** Keeps sockets that are bound, or that still have connections. */
    retain(bound: ReadonlySet<string>): void {
      const busy = new Set<string>()
      for (const [socket, , { open, inFlight }] of sockets.entries())
        if (open > 0 || inFlight > 0) busy.add(socket)
      const isLive = (socket: string) => bound.has(socket) || busy.has(socket)
      sockets.retain(isLive)
      refused.retain(isLive)
    },
  }
}
