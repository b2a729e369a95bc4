// A Gateway's own Service, by which others find what belongs to it: how it is called and marked
// (GEP-1762: "Resources … SHOULD be named `<NAME>-<GATEWAY CLASS>`"; gateway_types.go, Infrastructure).
import { createHash } from 'node:crypto'
import type { Gateway } from './gateway-api.ts'

export const gatewayNameLabel = 'gateway.networking.k8s.io/gateway-name'

/** At most 63 characters, a Service's limit: what is longer ends in a digest of the whole. */
export function gatewayServiceName({ metadata, spec }: Gateway): string {
  const whole = `${metadata.name}-${spec.gatewayClassName}`.replaceAll('.', '-')
  const isUsable =
    whole.length <= longest &&
    /^[a-z]/.test(whole) &&
    !`${metadata.name}${spec.gatewayClassName}`.includes('.')
  if (isUsable) return whole
  const digest = createHash('sha256')
    .update(`${metadata.name}/${spec.gatewayClassName}`)
    .digest('hex')
    .slice(0, 8)
  return `gw-${whole.slice(0, longest - 12)}-${digest}`
}

const longest = 63
