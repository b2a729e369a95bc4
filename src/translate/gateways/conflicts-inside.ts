// Listeners of one Gateway that cannot be told apart: "The implementation MUST NOT pick one
// conflicting Listener as the winner. ALL indistinct Listeners must not be accepted for processing"
// (gateway_types.go). Listeners of a protocol that is not served take no part: "If an implementation
// does not support TCP Protocol Listeners, then the previous rule does not apply".
import type { Listener } from '../../resources/gateway-api.ts'
import { conflictInGateway } from '../../status/listener-conditions.ts'
import type { Problem } from '../../status/judged.ts'

/** The conflict of each listener, by its index. */
export function conflictsInside(listeners: readonly Listener[]): ReadonlyMap<number, Problem> {
  const served = [...listeners.entries()].filter(([, { protocol }]) => isServed(protocol))
  const conflicts = new Map<number, Problem>()
  for (const [index, listener] of served) {
    const others = served.filter(([other, { port }]) => other !== index && port === listener.port)
    const otherProtocol = others.filter(([, { protocol }]) => protocol !== listener.protocol)
    const sameHostname = others.filter(
      ([, { protocol, hostname }]) =>
        protocol === listener.protocol && lower(hostname) === lower(listener.hostname),
    )
    const indistinct = otherProtocol.length > 0 ? otherProtocol : sameHostname
    if (indistinct.length === 0) continue
    conflicts.set(
      index,
      conflictInGateway(`spec.listeners[${index}]`, {
        reason: otherProtocol.length > 0 ? 'ProtocolConflict' : 'HostnameConflict',
        port: listener.port,
        others: indistinct.map(([other, { name }]) => `spec.listeners[${other}] "${name}"`),
      }),
    )
  }
  return conflicts
}

function isServed(protocol: string): boolean {
  return protocol === 'HTTP' || protocol === 'HTTPS'
}

function lower(hostname: string | undefined): string {
  return hostname?.toLowerCase() ?? ''
}
