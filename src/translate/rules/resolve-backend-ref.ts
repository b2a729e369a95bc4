// Whether a reference to a backend can be followed, and to which one. "A BackendRef is invalid if: It
// refers to an unknown or unsupported kind of resource … a resource that does not exist … a resource in
// another namespace when the reference has not been explicitly allowed by a ReferenceGrant … a Service
// that has an incompatible appProtocol … a BackendTLSPolicy is present … and the implementation is unable
// to meet the requirement" (httproute_types.go, HTTPBackendRef).
import { backendName, type ServicePortName } from '../../snapshot/names.ts'
import type { Service } from '../../resources/core.ts'
import {
  backendTlsInvalid,
  backendTlsMissing,
  externalNameService,
  invalidBackendKind,
  portOfOtherTransport,
  portNotFound,
  portNotNamed,
  type RefProblem,
  refNotPermitted,
  serviceNamedByDns,
  serviceNotFound,
  unsupportedAppProtocol,
} from '../../status/conditions/backend-ref-conditions.ts'
import { annotationInvalid } from '../../status/conditions/rule-conditions.ts'
import { affinityOf } from '../backends/affinity.ts'
import { upgradesOf } from '../backends/upgrades.ts'
import { isSpoken, needsTls, servedAppProtocols } from '../backends/app-protocol.ts'

import { readDnsName } from '../backends/dns-name.ts'
import { nearestService } from '../backends/nearest-service.ts'
import { portsOf, servicePortOf } from '../backends/service-port.ts'
import { tlsOfPort } from '../backends/tls-of-port.ts'
import type { Reads } from '../incremental/reads.ts'
import { isPermitted, uncountedGrant } from '../backends/reference-grants.ts'
import type { RouteContext } from './route-context.ts'

/** What backendRefs and mirrors have in common. */
export interface Reference {
  readonly group: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  readonly port?: number
}

export interface ResolvedBackend {
  /** A name in the snapshot's `backends`. */
  readonly backend: string
  /** What of the Service has no effect, a sentence each. */
  readonly notes: readonly string[]
}

/** Whether it is permitted comes before whether it exists: that is not for everybody to know. */
export function resolveBackendRef(
  path: string,
  reference: Reference,
  { kind: ofRoute, namespace: from, reads }: RouteContext,
): ResolvedBackend | RefProblem {
  const { group, kind, name, port } = reference
  if (group !== '' || kind !== 'Service') return invalidBackendKind(path, group, kind)

  const namespace = reference.namespace ?? from
  const crossing = {
    from: { group: 'gateway.networking.k8s.io', kind: ofRoute, namespace: from },
    to: { group, kind, namespace, name },
  }
  if (!isPermitted(reads, crossing))
    return refNotPermitted({ path, ...crossing, ...uncountedGrant(reads, crossing) })

  const service = reads.get('Service', `${namespace}/${name}`)
  if (!service) {
    const nearest = namespace === from ? nearestService(reads, namespace, name) : undefined
    const key = `${namespace}/${name}`
    if (nearest !== undefined) return serviceNotFound(path, key, `${namespace}/${nearest}`)
    const byDns = readDnsName(name)
    return byDns ? serviceNamedByDns(path, key, byDns) : serviceNotFound(path, key)
  }
  const transport = transportOf(ofRoute)
  const problem = whyNotReached({ path, service, port, reads, ofRoute })
  if (problem || port === undefined) return problem ?? portNotNamed(path, keyOf(service), [])

  const mistakes = [affinityOf(service).mistake, upgradesOf(service).mistake]
  return {
    backend: backendName({ namespace, service: name, port, transport }),
    notes: mistakes
      .filter((mistake) => mistake !== undefined)
      .map((mistake) => annotationInvalid(path, keyOf(service), mistake)),
  }
}

function whyNotReached(target: {
  readonly path: string
  readonly service: Service
  readonly port: number | undefined
  readonly reads: Reads
  readonly ofRoute: RouteContext['kind']
}): RefProblem | undefined {
  const { path, service, port, reads, ofRoute } = target
  const key = keyOf(service)
  if (service.spec.type === 'ExternalName') return externalNameService(path, key)

  const has = [...new Set((service.spec.ports ?? []).map((each) => each.port))]
  if (port === undefined) return portNotNamed(path, key, has)
  const [first] = portsOf(service, port)
  if (!first) return portNotFound(path, { service: key, port, has })
  const transport = transportOf(ofRoute)
  const found = servicePortOf(service, port, transport)
  if (!found)
    return portOfOtherTransport(path, {
      service: key,
      port,
      protocol: first.protocol ?? 'TCP',
      needs: { routeKind: ofRoute, transport },
    })
  if (transport === 'UDP') return undefined

  const { appProtocol = '' } = found
  const served = servedAppProtocols(ofRoute)
  if (!isSpoken(appProtocol, ofRoute)) {
    const usual = ofRoute === 'GRPCRoute' ? 'HTTP/2' : 'HTTP/1.1'
    const secure = served.filter(needsTls)
    const about = { service: key, port, appProtocol, served, secure, usual }
    return unsupportedAppProtocol(path, about)
  }
  const tls = tlsOfPort(service, found, reads)
  if (tls && !tls.judged.tls) return backendTlsInvalid(path, key, keyOf(tls.policy))
  if (!tls && served.length > 0 && needsTls(appProtocol))
    return backendTlsMissing(path, { service: key, port, appProtocol })
  return undefined
}

function keyOf({ metadata }: Pick<Service, 'metadata'>): string {
  return `${metadata.namespace}/${metadata.name}`
}

/** What the backends of such a route are reached by. */
function transportOf(kind: RouteContext['kind']): ServicePortName['transport'] {
  return kind === 'UDPRoute' ? 'UDP' : 'TCP'
}
