// A Service's TCP port of that number. One number may stand there twice, for TCP and for UDP.
import type { Service, ServicePort } from '../../resources/core.ts'

export function tcpPortOf(service: Service, port: number): ServicePort | undefined {
  return portsOf(service, port).find(({ protocol = 'TCP' }) => protocol === 'TCP')
}

export function portsOf(service: Service, port: number): readonly ServicePort[] {
  return (service.spec.ports ?? []).filter((candidate) => candidate.port === port)
}
