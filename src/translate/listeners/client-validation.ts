// Where a Gateway asks for the client certificates of an HTTPS listener to be validated. "Once set
// this configuration overrides the default configuration for all Listeners handling HTTPS traffic that
// match this port" (gateway_types.go): a port with an entry without validation asks for none.
import type { Gateway, GatewayListener } from '../../resources/gateway-api.ts'

type Frontend = NonNullable<NonNullable<Gateway['spec']['tls']>['frontend']>
export type FrontendTLSValidation = NonNullable<Frontend['default']['validation']>

export interface RequestedValidation {
  /** `spec.tls.frontend.perPort[0].tls.validation` */
  readonly path: string
  readonly validation: FrontendTLSValidation
}

/** Undefined: clients of the listener are asked for nothing. */
export function clientValidationOf(
  gateway: Gateway,
  { port, protocol }: GatewayListener,
): RequestedValidation | undefined {
  if (protocol !== 'HTTPS') return undefined
  const asked = askedFor(gateway)
  const ofPort = asked.find((one) => one.port === port)
  const { path, validation } = ofPort ?? asked[0] ?? {}
  return path !== undefined && validation ? { path, validation } : undefined
}

/** Of those that let everybody in, the paths. */
export function insecureModes(gateway: Gateway): readonly string[] {
  return askedFor(gateway)
    .filter(({ validation }) => validation?.mode === 'AllowInsecureFallback')
    .map(({ path }) => `${path}.mode`)
}

/** Ports with an entry that no HTTPS listener of the Gateway's own is concerned by. */
export function idlePorts({ spec }: Gateway): readonly { path: string; port: number }[] {
  const ports = new Set(
    spec.listeners.filter(({ protocol }) => protocol === 'HTTPS').map(({ port }) => port),
  )
  return (spec.tls?.frontend?.perPort ?? []).flatMap(({ port }, index) =>
    ports.has(port) ? [] : [{ path: `spec.tls.frontend.perPort[${index}].port`, port }],
  )
}

/** The default first; it has no port. */
function askedFor({ spec }: Gateway): readonly {
  readonly path: string
  readonly port: number | undefined
  readonly validation: FrontendTLSValidation | undefined
}[] {
  const frontend = spec.tls?.frontend
  if (!frontend) return []
  return [
    {
      path: 'spec.tls.frontend.default.validation',
      port: undefined,
      validation: frontend.default.validation,
    },
    ...(frontend.perPort ?? []).map(({ port, tls }, index) => ({
      path: `spec.tls.frontend.perPort[${index}].tls.validation`,
      port,
      validation: tls.validation,
    })),
  ]
}
