// The backends of a proxy, each with its endpoints as requests found them.
import { entriesAt, fieldAt, listAt, numberAt, textAt } from './fields.ts'
import type { BackendReport, FailingEndpoint } from './status-report.ts'

export function backendReports(snapshot: unknown, health: unknown): BackendReport[] {
  return entriesAt(snapshot, 'backends').map(([name]) => {
    const endpoints = listAt(snapshot, 'endpoints', name).map((endpoint) => {
      const address = `${textAt(endpoint, 'address')}:${numberAt(endpoint, 'port')}`
      const known = fieldAt(health, address)
      return {
        name: textAt(endpoint, 'name') ?? address,
        address,
        inFlight: numberAt(known, 'inFlight') ?? 0,
        failures: numberAt(known, 'failures') ?? 0,
        restsForMs: numberAt(known, 'restsForMs') ?? 0,
      }
    })
    const failing = endpoints.flatMap(
      ({ name: of, address, failures, restsForMs }): FailingEndpoint[] =>
        failures > 0 ? [{ name: of, address, failures, restsForMs }] : [],
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
