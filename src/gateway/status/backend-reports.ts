// The backends of a proxy, each with its endpoints as requests found them.
import type { EndpointsHealth } from '../../proxy/balancing/balancer.ts'
import { identityOf } from '../../proxy/balancing/endpoint-pool.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { BackendReport, FailingEndpoint } from './status-report.ts'

const untried = { inFlight: 0, failures: 0, ejectedForMs: 0 }

export function backendReports(
  snapshot: Pick<RoutingSnapshot, 'backends' | 'endpoints'>,
  health: EndpointsHealth,
): BackendReport[] {
  return Object.keys(snapshot.backends).map((name) => {
    const endpoints = (snapshot.endpoints[name] ?? []).map((endpoint) => {
      const address = identityOf(endpoint)
      const { inFlight, failures, ejectedForMs } = health[address] ?? untried
      return { name: endpoint.name, address, inFlight, failures, ejectedForMs }
    })
    const failing = endpoints.flatMap(
      ({ name: of, address, failures, ejectedForMs }): FailingEndpoint[] =>
        failures > 0 ? [{ name: of, address, failures, ejectedForMs }] : [],
    )
    return {
      name,
      ready: endpoints.length - failing.length,
      total: endpoints.length,
      inFlight: endpoints.reduce((sum, { inFlight }) => sum + inFlight, 0),
      failing,
    }
  })
}
