// What one process serves here: many routes on a few hundred Services, as people write them, and beside them
// Services whose endpoints change.
import { backendOf, gatewayOf, route } from '../manifests.ts'

const servicesOfAll = 500

/** Of the Services whose endpoints change, so that one has time to be seen before its turn comes again. */
export const changingServices = 20

export interface ManyObjects {
  /** A GatewayClass and a Gateway. */
  readonly gateway: readonly object[]
  readonly routes: readonly object[]
  /** Services and EndpointSlices. */
  readonly backends: readonly object[]
}

export function manyObjects(wanted: {
  readonly port: number
  readonly routes: number
}): ManyObjects {
  const { port, routes } = wanted
  const services = Math.min(servicesOfAll, routes)
  return {
    gateway: gatewayOf([{ name: 'http', protocol: 'HTTP', port }]),
    routes: Array.from({ length: routes }, (_, index) =>
      routeTo(`route-${index}`, `service-${index % services}`),
    ),
    // Nobody asks them: any port does.
    backends: Array.from({ length: services }, (_, index) =>
      backendOf(`service-${index}`, port),
    ).flat(),
  }
}

export function changingHostname(index: number): string {
  return `${changingName(index)}.example`
}

export function changingRoute(index: number): object {
  return routeTo(changingName(index), changingName(index))
}

/** A Service and its EndpointSlice, which names this port. */
export function changingBackend(index: number, port: number): readonly object[] {
  return backendOf(changingName(index), port)
}

function changingName(index: number): string {
  return `changing-${index}`
}

function routeTo(name: string, service: string): object {
  return route('HTTPRoute', name, {
    hostnames: [`${name}.example`],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [{ name: service, port: 80 }],
      },
    ],
  })
}
