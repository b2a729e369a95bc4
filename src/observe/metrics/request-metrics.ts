// Series about requests: by listener and rule, and by backend. Their labels are names out of the
// snapshot, never a path, a host or a method that a client made up.
import type { AccessRecord } from '../log/access-record.ts'
import type { LiveNames } from './live-names.ts'
import type { MetricFamily, Series } from './metric-family.ts'
import {
  addDuration,
  classIndexOf,
  createDurations,
  statusClasses,
  LabelledCounters,
} from './labelled-counters.ts'

/** 0 to 16 are all there are: what else an endpoint makes up is one series. */
const grpcStatuses = [...Array.from({ length: 17 }, (_, status) => String(status)), 'other']

function grpcIndexOf(status: number): number {
  return Math.min(status, grpcStatuses.length - 1)
}

export function createRequestMetrics() {
  const rules = new LabelledCounters(() => ({
    byClass: new Float64Array(statusClasses.length),
    byGrpcStatus: new Float64Array(grpcStatuses.length),
    durations: createDurations(),
    received: 0,
    sent: 0,
  }))
  const flags = new LabelledCounters(() => ({ count: 0 }))
  const backends = new LabelledCounters(createDurations)

  const perRule = <T>(read: (tally: ReturnType<typeof rules.of>) => T) =>
    function* (): Generator<Series<T>> {
      for (const [listener, rule, tally] of rules.entries())
        yield { labels: { listener, rule }, value: read(tally) }
    }

  const families: MetricFamily[] = [
    {
      type: 'counter',
      name: 'rauta_requests_total',
      help: 'Completed requests, by class of the response status.',
      *read() {
        for (const [listener, rule, { byClass }] of rules.entries())
          for (const [index, status] of statusClasses.entries())
            if (byClass[index]) yield { labels: { listener, rule, status }, value: byClass[index] }
      },
    },
    {
      type: 'counter',
      name: 'rauta_grpc_requests_total',
      help: 'Completed gRPC calls with a status, by grpc-status.',
      *read() {
        for (const [listener, rule, { byGrpcStatus }] of rules.entries())
          for (const [index, grpc_status] of grpcStatuses.entries())
            if (byGrpcStatus[index])
              yield { labels: { listener, rule, grpc_status }, value: byGrpcStatus[index] }
      },
    },
    {
      type: 'histogram',
      name: 'rauta_request_duration_seconds',
      help: 'Time from the complete request headers to the end of the response, in seconds.',
      read: perRule(({ durations }) => durations),
    },
    {
      type: 'counter',
      name: 'rauta_request_bytes_total',
      help: 'Bytes received in request bodies.',
      read: perRule(({ received }) => received),
    },
    {
      type: 'counter',
      name: 'rauta_response_bytes_total',
      help: 'Bytes sent in response bodies.',
      read: perRule(({ sent }) => sent),
    },
    {
      type: 'counter',
      name: 'rauta_request_flags_total',
      help: 'Requests with an unusual event, by flag.',
      *read() {
        for (const [listener, flag, { count }] of flags.entries())
          yield { labels: { listener, flag }, value: count }
      },
    },
    {
      type: 'histogram',
      name: 'rauta_upstream_duration_seconds',
      help: 'Time from forwarding a request to the response headers of the endpoint, in seconds.',
      *read() {
        for (const [backend, , durations] of backends.entries())
          yield { labels: { backend }, value: durations }
      },
    },
  ]

  return {
    families,
    onRequest(record: AccessRecord): void {
      const { listener = '', rule = '', backend } = record
      const tally = rules.of(listener, rule)
      tally.byClass[classIndexOf(record.status)]!++
      if (record.grpcStatus !== undefined) tally.byGrpcStatus[grpcIndexOf(record.grpcStatus)]!++
      tally.received += record.bytesReceived
      tally.sent += record.bytesSent
      addDuration(tally.durations, record.durationMs / 1000)
      for (const flag of record.flags) flags.of(listener, flag).count++
      if (backend !== undefined && record.upstreamMs !== undefined)
        addDuration(backends.of(backend), record.upstreamMs / 1000)
    },

    retain(live: Pick<LiveNames, 'listeners' | 'rules' | 'backends'>): void {
      const isListener = (name: string) => name === '' || live.listeners.has(name)
      rules.retain((name, rule) => isListener(name) && (rule === '' || live.rules.has(rule)))
      flags.retain((name) => isListener(name))
      backends.retain((name) => live.backends.has(name))
    },
  }
}
