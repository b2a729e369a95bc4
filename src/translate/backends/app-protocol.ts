// What is spoken to a Service's port, by its appProtocol. "Implementations supporting appProtocol SHOULD
// recognize the Kubernetes Standard Application Protocols defined in KEP-3726" (httproute_types.go):
// kubernetes.io/h2c, ws and wss; a name with no prefix is one of IANA's, where `http` and `https` are
// those that an HTTPRoute can speak. Whether it is spoken by TLS is a BackendTLSPolicy's to say.
import type { Route } from '../../resources/resource-set.ts'
import type { Backend } from '../../snapshot/routing-snapshot.ts'

interface Spoken {
  readonly protocol: Backend['protocol']
  readonly isSecure?: boolean
}

const spoken: ReadonlyMap<string, Spoken> = new Map([
  ['http', { protocol: 'http1' }],
  ['https', { protocol: 'http1', isSecure: true }],
  ['kubernetes.io/h2c', { protocol: 'h2c' }],
  ['kubernetes.io/ws', { protocol: 'http1' }],
  ['kubernetes.io/wss', { protocol: 'http1', isSecure: true }],
])

/**
 * By what a port may be called whose backend a GRPCRoute names: it is spoken to by HTTP/2 whatever it is
 * called, and is none of these where that contradicts. `grpc` is no name of IANA's, and in wide use.
 */
const spokenByGrpc: readonly string[] = ['http', 'https', 'kubernetes.io/h2c', 'grpc']

/** Empty: of routes that carry bytes, for which it may be called anything. */
export function servedAppProtocols(kind: Route['kind']): readonly string[] {
  switch (kind) {
    case 'HTTPRoute':
      return [...spoken.keys()]
    case 'GRPCRoute':
      return spokenByGrpc
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute':
      return []
  }
}

/** Whether a route of that kind can speak to such a port. */
export function isSpoken(appProtocol: string | undefined, kind: Route['kind']): boolean {
  const served = servedAppProtocols(kind)
  return !appProtocol || served.length === 0 || served.includes(normalised(appProtocol))
}

/** Undefined where it is not spoken by HTTPRoutes. None given means HTTP/1.1. */
export function protocolOf(appProtocol: string | undefined): Backend['protocol'] | undefined {
  return appProtocol ? spoken.get(normalised(appProtocol))?.protocol : 'http1'
}

/** It is TLS by its name, so that there is no speaking it in the clear. */
export function needsTls(appProtocol: string | undefined): boolean {
  return spoken.get(normalised(appProtocol ?? ''))?.isSecure === true
}

/** IANA's service names have no case (RFC 6335 §5.1). */
function normalised(appProtocol: string): string {
  return appProtocol.includes('/') ? appProtocol : appProtocol.toLowerCase()
}
