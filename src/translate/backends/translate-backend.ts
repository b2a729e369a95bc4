// A Service's port as the snapshot has it: how to speak to it, and apart from that its endpoints, so
// that a rollout gives new endpoints beside the same backend.
import { isDeepStrictEqual } from 'node:util'
import type { EndpointSlice, Service, ServicePort } from '../../resources/core.ts'
import type { Backend, CaBundle, Endpoint } from '../../snapshot/routing-snapshot.ts'
import { deepFrozen } from '../incremental/deep-frozen.ts'
import type { JudgedPolicy } from './backend-tls-of.ts'
import { tlsOfPort } from './tls-of-port.ts'
import type { Reads } from '../incremental/reads.ts'
import { affinityOf } from './affinity.ts'
import { protocolOf } from './app-protocol.ts'
import { backendParts } from '../../snapshot/names.ts'
import { endpointsOf, leavingOf } from './endpoints-of.ts'
import { servicePortOf } from './service-port.ts'
import { upgradesOf } from './upgrades.ts'

export interface TranslatedBackend {
  readonly backend: Backend
  readonly endpoints: readonly Endpoint[]
  /** Given nothing new. */
  readonly leaving: readonly Endpoint[]
  /** What `backend.tls` trusts. */
  readonly bundles: readonly CaBundle[]
}

/**
 * Of a name that a translated route uses. The same Service and policy give the same `backend` object, and
 * the same `endpoints` array as long as its slices lead to the same endpoints.
 */
export function translateBackend(name: string, reads: Reads): TranslatedBackend {
  const { namespace, service: serviceName, port, transport } = backendParts(name)
  const service = reads.get('Service', `${namespace}/${serviceName}`)
  const servicePort = service && servicePortOf(service, port, transport)
  if (!servicePort) return backendWithoutEndpoints(name)

  // DTLS is not what a BackendTLSPolicy asks for.
  const judged = transport === 'TCP' ? tlsOfPort(service, servicePort, reads)?.judged : undefined
  // No rule names such a one, see resolve-backend-ref.ts; and if one did, nothing would be sent there.
  if (judged && !judged.tls) return backendWithoutEndpoints(name)

  const slices = reads.slicesOf(`${namespace}/${serviceName}`)
  const ports = portsOfService(service)
  const known = ports.get(name)
  if (known?.slices === slices && known.judged === judged) return known.translated
  const translated = deepFrozen({
    backend: backendOf(name, service, { port: servicePort, judged }),
    endpoints: endpointsOf(slices, servicePort),
    leaving: leavingOf(slices, servicePort),
    bundles: judged?.bundles ?? [],
  })
  const kept = known ? keepingIdentity(known, { translated, judged }) : translated
  ports.set(name, { slices, judged, translated: kept })
  return kept
}

interface Remembered {
  readonly slices: readonly EndpointSlice[]
  readonly judged: JudgedPolicy | undefined
  readonly translated: TranslatedBackend
}

/** What was last said of a Service's ports, by their names; it goes when the Service does. */
const remembered = new WeakMap<Service, Map<string, Remembered>>()

function portsOfService(service: Service): Map<string, Remembered> {
  const known = remembered.get(service)
  if (known) return known
  const ports = new Map<string, Remembered>()
  remembered.set(service, ports)
  return ports
}

/** The Service is the same, so that the backend is if the policy is; of the endpoints that has to be seen. */
function keepingIdentity(
  known: Remembered,
  { translated, judged }: Pick<Remembered, 'translated' | 'judged'>,
): TranslatedBackend {
  const endpoints = keptIfSame(known.translated.endpoints, translated.endpoints)
  const leaving = keptIfSame(known.translated.leaving, translated.leaving)
  if (known.judged !== judged) return { ...translated, endpoints, leaving }
  const isSame = endpoints === known.translated.endpoints && leaving === known.translated.leaving
  return isSame ? known.translated : { ...known.translated, endpoints, leaving }
}

function keptIfSame<Value>(known: Value, value: Value): Value {
  return isDeepStrictEqual(known, value) ? known : value
}

function backendOf(
  name: string,
  service: Service,
  { port, judged }: { readonly port: ServicePort; readonly judged: JudgedPolicy | undefined },
): Backend {
  const { affinity } = affinityOf(service)
  const { upgrades } = upgradesOf(service)
  return {
    name,
    // One that is not spoken has no backendRef, see resolve-backend-ref.ts.
    protocol: protocolOf(port.appProtocol) ?? 'http1',
    ...(judged?.tls && { tls: judged.tls }),
    ...(affinity && { affinity }),
    ...(upgrades && { upgrades }),
  }
}

function backendWithoutEndpoints(name: string): TranslatedBackend {
  return { backend: { name, protocol: 'http1' }, endpoints: [], leaving: [], bundles: [] }
}
