// Series about streams, which are TCP connections and UDP sessions, by listener and rule. They are counted
// when they are over; what is open is told by socket.
import type { MetricFamily, Series } from './metric-family.ts'
import type { LiveNames } from './live-names.ts'
import type { StreamFlag, StreamRecord } from '../log/stream-record.ts'
import { addDuration, createDurations, LabelledCounters } from './labelled-counters.ts'

/** With these a stream may still have gone well. */
const asides: ReadonlySet<StreamFlag> = new Set(['failed-over', 'dropped', 'moved'])

export function createStreamMetrics() {
  const rules = new LabelledCounters(() => ({
    byOutcome: new Map<string, number>(),
    durations: createDurations(),
    bytes: { received: 0, sent: 0 },
    datagrams: { received: 0, sent: 0 },
    isOfDatagrams: false,
  }))
  const flags = new LabelledCounters(() => ({ count: 0 }))
  type Tally = ReturnType<typeof rules.of>

  const perRule = <T>(
    read: (tally: Tally) => T,
    isWanted: (tally: Tally) => boolean = () => true,
  ) =>
    function* (): Generator<Series<T>> {
      for (const [listener, rule, tally] of rules.entries())
        if (isWanted(tally)) yield { labels: { listener, rule }, value: read(tally) }
    }

  const families: MetricFamily[] = [
    {
      type: 'counter',
      name: 'rauta_streams_total',
      help: 'Completed streams (TCP connections, UDP sessions), by outcome: `ok`, or the error.',
      *read() {
        for (const [listener, rule, { byOutcome }] of rules.entries())
          for (const [outcome, value] of byOutcome)
            yield { labels: { listener, rule, outcome }, value }
      },
    },
    {
      type: 'histogram',
      name: 'rauta_stream_duration_seconds',
      help: 'Duration of completed streams, in seconds.',
      read: perRule(({ durations }) => durations),
    },
    {
      type: 'counter',
      name: 'rauta_stream_received_bytes_total',
      help: 'Bytes received from clients in completed streams.',
      read: perRule(({ bytes }) => bytes.received),
    },
    {
      type: 'counter',
      name: 'rauta_stream_sent_bytes_total',
      help: 'Bytes sent to clients in completed streams.',
      read: perRule(({ bytes }) => bytes.sent),
    },
    {
      type: 'counter',
      name: 'rauta_stream_received_datagrams_total',
      help: 'Datagrams received from clients in completed UDP sessions.',
      read: perRule(({ datagrams }) => datagrams.received, isOfDatagrams),
    },
    {
      type: 'counter',
      name: 'rauta_stream_sent_datagrams_total',
      help: 'Datagrams sent to clients in completed UDP sessions.',
      read: perRule(({ datagrams }) => datagrams.sent, isOfDatagrams),
    },
    {
      type: 'counter',
      name: 'rauta_stream_flags_total',
      help: 'Streams with an unusual event, by flag.',
      *read() {
        for (const [listener, flag, { count }] of flags.entries())
          yield { labels: { listener, flag }, value: count }
      },
    },
  ]

  return {
    families,
    onStream(record: StreamRecord): void {
      const { listener = '', rule = '', datagramsReceived, datagramsSent } = record
      const tally = rules.of(listener, rule)
      const outcome = record.flags.find((flag) => !asides.has(flag)) ?? 'ok'
      tally.byOutcome.set(outcome, (tally.byOutcome.get(outcome) ?? 0) + 1)
      tally.bytes.received += record.bytesReceived
      tally.bytes.sent += record.bytesSent
      tally.datagrams.received += datagramsReceived ?? 0
      tally.datagrams.sent += datagramsSent ?? 0
      tally.isOfDatagrams ||= record.protocol === 'UDP'
      addDuration(tally.durations, record.durationMs / 1000)
      for (const flag of record.flags) flags.of(listener, flag).count++
    },

    retain(live: Pick<LiveNames, 'listeners' | 'rules'>): void {
      const isListener = (name: string) => name === '' || live.listeners.has(name)
      rules.retain((name, rule) => isListener(name) && (rule === '' || live.rules.has(rule)))
      flags.retain((name) => isListener(name))
    },
  }
}

function isOfDatagrams(tally: { readonly isOfDatagrams: boolean }): boolean {
  return tally.isOfDatagrams
}
