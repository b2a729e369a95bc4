// Series by socket (`ADDRESS:PORT`): what is open now, and what was turned away before there was a
// request.
import type { MetricFamily, Series } from './metric-family.ts'
import { LabelledCounters } from './labelled-counters.ts'

export function createConnectionMetrics() {
  const sockets = new LabelledCounters(() => ({ open: 0, opened: 0, inFlight: 0 }))
  const refused = new LabelledCounters(() => ({ count: 0 }))

  const perSocket = (read: (tally: ReturnType<typeof sockets.of>) => number) =>
    function* (): Generator<Series<number>> {
      for (const [socket, , tally] of sockets.entries())
        yield { labels: { socket }, value: read(tally) }
    }

  const families: MetricFamily[] = [
    {
      type: 'gauge',
      name: 'rauta_connections',
      help: 'Open client connections.',
      read: perSocket(({ open }) => open),
    },
    {
      type: 'counter',
      name: 'rauta_connections_total',
      help: 'Client connections opened since the start.',
      read: perSocket(({ opened }) => opened),
    },
    {
      type: 'gauge',
      name: 'rauta_requests_in_flight',
      help: 'Requests in progress.',
      read: perSocket(({ inFlight }) => inFlight),
    },
    {
      type: 'counter',
      name: 'rauta_refused_total',
      help: 'Connections and requests refused early or closed to make room, by reason.',
      *read() {
        for (const [socket, reason, { count }] of refused.entries())
          yield { labels: { socket, reason }, value: count }
      },
    },
  ]

  return {
    families,
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
