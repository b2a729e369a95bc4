// Where a Gateway asks for the client certificates of an HTTPS listener to be validated. "Once set
// this configuration overrides the default configuration for all Listeners handling HTTPS traffic that
// match this port" (gateway_types.go): a port with an entry without validation asks for none.
import type { Gateway, Listener } from '../../resources/gateway-api.ts'

/** The path of the field that asks for it; undefined: nothing does. */
export function clientValidationOf(gateway: Gateway, listener: Listener): string | undefined {
  const frontend = gateway.spec.tls?.frontend
  if (!frontend || listener.protocol !== 'HTTPS') return undefined
  const perPort = frontend.perPort ?? []
  const index = perPort.findIndex(({ port }) => port === listener.port)
  if (index !== -1)
    return perPort[index]?.tls.validation && `spec.tls.frontend.perPort[${index}].tls.validation`
  return frontend.default.validation && 'spec.tls.frontend.default.validation'
}

/** Paths of fields that ask for it where no listener is concerned: nothing is closed by them. */
export function idleClientValidations(gateway: Gateway): readonly string[] {
  const { listeners, tls } = gateway.spec
  const concerned = new Set(listeners.map((listener) => clientValidationOf(gateway, listener)))
  return [
    ...(tls?.frontend?.default.validation ? ['spec.tls.frontend.default.validation'] : []),
    ...(tls?.frontend?.perPort ?? []).flatMap(({ tls: { validation } }, index) =>
      validation ? [`spec.tls.frontend.perPort[${index}].tls.validation`] : [],
    ),
  ].filter((path) => !concerned.has(path))
}
