// The addresses of a Service's load balancer, as its cloud wrote them. What a Gateway's status may not
// hold (gateway_types.go, GatewayStatusAddress) is left out: one bad entry would lose the whole status.
import type { Service } from '../../resources/core.ts'
import { ipAddressOf } from '../../snapshot/ip-address.ts'
import type { GatewayAddress } from '../../facts/gateway-facts.ts'

export function loadBalancerAddresses({ status }: Service): readonly GatewayAddress[] {
  const ingress = status?.loadBalancer?.ingress ?? []
  return ingress.flatMap(({ ip = '', hostname = '' }): readonly GatewayAddress[] => {
    if (ipAddressOf(ip)) return [{ type: 'IPAddress', value: ip }]
    const name = hostname.toLowerCase()
    return isHostname(name) ? [{ type: 'Hostname', value: name }] : []
  })
}

function isHostname(name: string): boolean {
  const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
  return name.length <= 253 && new RegExp(`^${label}(\\.${label})*$`).test(name)
}
