// `service/NAMESPACE/NAME/PORT`, or `…/PORT/udp`: how the snapshot names a port of a Service.
import type { Transport } from '../../resources/gateway-port.ts'
import type { RouteKind } from '../../resources/resource-set.ts'

export interface ServicePortName {
  readonly namespace: string
  readonly service: string
  readonly port: number
  readonly transport: Transport
}

/** What the backends of such a route are reached by. */
export function transportOf(kind: RouteKind): Transport {
  return kind === 'UDPRoute' ? 'UDP' : 'TCP'
}

export function backendName({ namespace, service, port, transport }: ServicePortName): string {
  return `service/${namespace}/${service}/${port}${transport === 'UDP' ? '/udp' : ''}`
}

/** Throws on anything else: only translated routes make these names. */
export function parsedBackendName(name: string): ServicePortName {
  const [kind, namespace, service, port, udp, ...more] = name.split('/')
  const isUdp = udp === 'udp'
  if (kind !== 'service' || !namespace || !service || !port || more.length > 0 || (udp && !isUdp)) {
    throw new Error(`Not the name of a backend: ${name}`)
  }
  return { namespace, service, port: Number(port), transport: isUdp ? 'UDP' : 'TCP' }
}
