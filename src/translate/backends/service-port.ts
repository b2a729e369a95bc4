// A Service's port of that number and transport: one number may stand there twice, for TCP and for UDP.
import type { Service, ServicePort } from '../../resources/core.ts'
import type { Transport } from '../../resources/gateway-port.ts'

export function servicePortOf(
  service: Service,
  port: number,
  transport: Transport,
): ServicePort | undefined {
  return portsOf(service, port).find(({ protocol = 'TCP' }) => protocol === transport)
}

export function portsOf(service: Service, port: number): readonly ServicePort[] {
  return (service.spec.ports ?? []).filter((candidate) => candidate.port === port)
}
