// A Gateway's own Service, by which others find what belongs to it: how it is called and marked
// (GEP-1762: "Resources … SHOULD be named `<NAME>-<GATEWAY CLASS>`"; gateway_types.go, Infrastructure).
import { createHash } from 'node:crypto'
import type { Service } from './core.ts'
import type { Gateway } from './gateway-api.ts'

export const gatewayNameLabel = 'gateway.networking.k8s.io/gateway-name'
export const managedByLabel = 'app.kubernetes.io/managed-by'
export const managedBy = 'rauta'

/**
 * `service` mode: where the shared pods listen for the ports of all Gateways. Below it are the ports of
 * everybody's services, above it those of outgoing connections (net.ipv4.ip_local_port_range).
 */
export const targetPortRange = { first: 10_000, last: 19_999 } as const

/** As many as an EndpointSlice behind a Gateway's Service can name. */
export const mostGatewayPorts = 100

/** At most 63 characters, a Service's limit: what is longer ends in a digest of the whole. */
export function gatewayServiceName({ metadata, spec }: Gateway): string {
  const whole = `${metadata.name}-${spec.gatewayClassName}`.replaceAll('.', '-')
  const isUsable =
    whole.length <= longest &&
    /^[a-z]/.test(whole) &&
    !`${metadata.name}${spec.gatewayClassName}`.includes('.')
  if (isUsable) return whole
  const digest = digestOf(`${metadata.name}/${spec.gatewayClassName}`)
  return `gw-${whole.slice(0, longest - 12)}-${digest}`
}

/** What tells that a Service is a Gateway's own. */
export function gatewayServiceLabels({ metadata }: Gateway): Readonly<Record<string, string>> {
  return { [gatewayNameLabel]: gatewayNameLabelValue(metadata.name), [managedByLabel]: managedBy }
}

/** Whether a Service of the Gateway's namespace is the Gateway's own. */
export function isServiceOf({ metadata }: Service, gateway: Gateway): boolean {
  const marks = Object.entries(gatewayServiceLabels(gateway))
  return marks.every(([name, value]) => metadata.labels?.[name] === value)
}

/** At most 63 characters too, a label's limit; a Gateway's name may have 253. */
export function gatewayNameLabelValue(name: string): string {
  if (name.length <= longest) return name
  return `${name.slice(0, longest - 9)}-${digestOf(name)}`
}

const longest = 63

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
