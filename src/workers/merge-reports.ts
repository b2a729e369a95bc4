// What all workers say, as if one process had said it.
import { identityOf } from '../proxy/balancing/endpoint-pool.ts'
import type { EndpointHealth, EndpointsHealth } from '../proxy/balancing/balancer.ts'
import type { BindReport, BindResult } from '../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'

const unserved: BindResult = {
  isBound: false,
  problem:
    'no worker process serves it at the moment; it is served again as soon as one has started',
}

/** A listener is bound where every worker that has it says so. */
export function mergedBindReport(
  { listeners }: Pick<RoutingSnapshot, 'listeners'>,
  reports: readonly BindReport[],
): BindReport {
  return Object.fromEntries(
    listeners.map(({ name }) => {
      const results = reports.flatMap((report) => report[name] ?? [])
      return [name, results.find(({ isBound }) => !isBound) ?? results[0] ?? unserved]
    }),
  )
}

const well: EndpointHealth = { inFlight: 0, failures: 0, ejectedForMs: 0 }

/** Requests in flight are added up; of failures and ejections the worst counts. */
export function mergedHealth(
  { backends, endpoints }: Pick<RoutingSnapshot, 'backends' | 'endpoints'>,
  told: readonly EndpointsHealth[],
): EndpointsHealth {
  const known = Object.keys(backends).flatMap((name) => endpoints[name] ?? [])
  return Object.fromEntries(
    known.map((endpoint) => {
      const identity = identityOf(endpoint)
      return [identity, told.reduce((sum, of) => added(sum, of[identity] ?? well), well)]
    }),
  )
}

function added(one: EndpointHealth, other: EndpointHealth): EndpointHealth {
  return {
    inFlight: one.inFlight + other.inFlight,
    failures: Math.max(one.failures, other.failures),
    ejectedForMs: Math.max(one.ejectedForMs, other.ejectedForMs),
  }
}
