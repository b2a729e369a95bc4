// Which kinds of route a listener takes: those that its protocol can carry, narrowed by its
// allowedRoutes.kinds. "If both valid and invalid Route kinds are specified, the implementation MUST
// reference the valid Route kinds that have been specified" (gateway_types.go, ListenerStatus).
import type { GatewayListener } from '../../resources/gateway-api.ts'

export interface RouteGroupKind {
  readonly group: string
  readonly kind: string
}

export function supportedKindsOf(listener: GatewayListener): {
  /** By the protocol. */
  readonly carried: readonly RouteGroupKind[]
  /** By the protocol and by allowedRoutes.kinds. */
  readonly supported: readonly RouteGroupKind[]
  /** As messages name them. */
  readonly unsupported: readonly string[]
} {
  const carried = kindsOfProtocol.get(listener.protocol) ?? []
  const asked = listener.allowedRoutes.kinds ?? []
  if (asked.length === 0) return { carried, supported: carried, unsupported: [] }
  return {
    carried,
    supported: carried.filter((kind) => asked.some((other) => isSameKind(kind, other))),
    unsupported: asked
      .filter((kind) => !carried.some((other) => isSameKind(kind, other)))
      .map(spokenKind),
  }
}

/** `HTTPRoute`, or `HTTPRoute.example.com` where the group is another than Gateway API's. */
export function spokenKind({ group, kind }: RouteGroupKind): string {
  if (group === '') return `${kind} of group ""`
  return group === gatewayApi ? kind : `${kind}.${group}`
}

function isSameKind(a: RouteGroupKind, b: RouteGroupKind): boolean {
  return a.group === b.group && a.kind === b.kind
}

const gatewayApi = 'gateway.networking.k8s.io'

const kindsOfProtocol: ReadonlyMap<string, readonly RouteGroupKind[]> = new Map([
  ['HTTP', ofGatewayApi('HTTPRoute', 'GRPCRoute')],
  ['HTTPS', ofGatewayApi('HTTPRoute', 'GRPCRoute')],
  ['TLS', ofGatewayApi('TLSRoute')],
  ['TCP', ofGatewayApi('TCPRoute')],
  ['UDP', ofGatewayApi('UDPRoute')],
])

function ofGatewayApi(...kinds: readonly string[]): readonly RouteGroupKind[] {
  return kinds.map((kind) => ({ group: gatewayApi, kind }))
}
