// A Service's port as the snapshot has it: how to speak to it, and apart from that its endpoints, so
// that a rollout gives new endpoints beside the same backend.
import { isDeepStrictEqual } from 'node:util'
import type { EndpointSlice, Service, ServicePort } from '../../resources/core.ts'
import type { Backend, Endpoint } from '../../snapshot/routing-snapshot.ts'
import { deepFrozen } from '../deep-frozen.ts'
import type { Reads } from '../reads.ts'
import { affinityOf } from './affinity.ts'
import { protocolOf } from './app-protocol.ts'
import { parsedBackendName } from './backend-name.ts'
import { endpointsOf } from './endpoints-of.ts'
import { tcpPortOf } from './service-port.ts'

export interface TranslatedBackend {
  readonly backend: Backend
  readonly endpoints: readonly Endpoint[]
}

/**
 * Of a name that a translated route uses. The same Service gives the same `backend` object, and the same
 * `endpoints` array as long as its slices lead to the same endpoints.
 */
export function translateBackend(name: string, reads: Reads): TranslatedBackend {
  const { namespace, service: serviceName, port } = parsedBackendName(name)
  const service = reads.get('Service', `${namespace}/${serviceName}`)
  const servicePort = service && tcpPortOf(service, port)
  if (!servicePort) return { backend: { name, protocol: 'http1' }, endpoints: [] }

  const slices = reads.slicesOf(`${namespace}/${serviceName}`)
  const ports = portsOfService(service)
  const known = ports.get(port)
  if (known?.slices === slices) return known.translated
  const translated = deepFrozen({
    backend: backendOf(name, service, servicePort),
    endpoints: endpointsOf(slices, servicePort),
  })
  const kept = known ? keepingIdentity(known.translated, translated) : translated
  ports.set(port, { slices, translated: kept })
  return kept
}

interface Remembered {
  readonly slices: readonly EndpointSlice[]
  readonly translated: TranslatedBackend
}

/** What was last said of a Service's ports; it goes when the Service does. */
const remembered = new WeakMap<Service, Map<number, Remembered>>()

function portsOfService(service: Service): Map<number, Remembered> {
  const known = remembered.get(service)
  if (known) return known
  const ports = new Map<number, Remembered>()
  remembered.set(service, ports)
  return ports
}

/** The Service is the same, so that the backend is; of the endpoints that has to be seen. */
function keepingIdentity(known: TranslatedBackend, fresh: TranslatedBackend): TranslatedBackend {
  if (isDeepStrictEqual(known.endpoints, fresh.endpoints)) return known
  return { backend: known.backend, endpoints: fresh.endpoints }
}

function backendOf(name: string, service: Service, { appProtocol }: ServicePort): Backend {
  const { affinity } = affinityOf(service)
  // One that is not spoken has no backendRef, see resolve-backend-ref.ts.
  const protocol = protocolOf(appProtocol) ?? 'http1'
  return affinity ? { name, protocol, affinity } : { name, protocol }
}
