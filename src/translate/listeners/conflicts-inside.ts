// Listeners of one Gateway that cannot be told apart: "The implementation MUST NOT pick one
// conflicting Listener as the winner. ALL indistinct Listeners must not be accepted for processing"
// (gateway_types.go). Listeners of a protocol that is not served take no part.
import type { GatewayListener } from '../../resources/gateway-api.ts'
import { portOf } from '../../resources/gateway-port.ts'
import { conflictInGateway } from '../../status/conditions/listener-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import { familyOf, hasHostnames, type ProtocolFamily } from '../words/protocol-family.ts'

/** The conflict of each listener, by its index. */
export function conflictsInside(
  listeners: readonly (readonly [index: number, listener: GatewayListener])[],
): ReadonlyMap<number, Problem> {
  const served = listeners.flatMap(([index, listener]): Served | [] => {
    const family = familyOf(listener.protocol)
    return family ? { index, listener, family } : []
  })
  const conflicts = new Map<number, Problem>()
  for (const one of served) {
    const others = served.filter(
      (other) => other !== one && isSamePort(one.listener, other.listener),
    )
    const otherProtocol = others.filter(
      ({ family }) => family !== one.family || !hasHostnames(family),
    )
    const sameHostname = others.filter(
      ({ family, listener }) =>
        family === one.family && lower(listener.hostname) === lower(one.listener.hostname),
    )
    const indistinct = otherProtocol.length > 0 ? otherProtocol : sameHostname
    if (indistinct.length === 0) continue
    conflicts.set(
      one.index,
      conflictInGateway(`spec.listeners[${one.index}]`, {
        reason: otherProtocol.length > 0 ? 'ProtocolConflict' : 'HostnameConflict',
        port: one.listener.port,
        sameProtocol: indistinct.every(({ family }) => family === one.family)
          ? one.listener.protocol
          : undefined,
        others: indistinct.map(
          ({ index, listener: { name } }) => `spec.listeners[${index}] "${name}"`,
        ),
      }),
    )
  }
  return conflicts
}

interface Served {
  readonly index: number
  readonly listener: GatewayListener
  readonly family: ProtocolFamily
}

function isSamePort(a: GatewayListener, b: GatewayListener): boolean {
  return portOf(a) === portOf(b)
}

function lower(hostname: string | undefined): string {
  return hostname?.toLowerCase() ?? ''
}
