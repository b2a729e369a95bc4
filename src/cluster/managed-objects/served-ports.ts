// The ports of a Gateway that lead to something: those of its listeners, and then of its ListenerSets'.
// What stands in a Service is open to everyone in the cluster, so a port that nobody serves, or another
// program has, is not in it.
import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import type { GatewayPort } from '../../resources/gateway-port.ts'
import { mostGatewayPorts } from '../../resources/gateway-service.ts'
import type { BindReport } from '../../snapshot/bind-report.ts'

export interface ServedPortsInputs {
  readonly report: BindReport
  /** The ports of the Gateway's Service as it is. */
  readonly published: readonly GatewayPort[]
  /** Mode `service`. */
  readonly isBalanced: boolean
}

/**
 * host, pool: a port comes once it is bound (another program may have it), and stays while it is expected
 * to be bound again: proxies that start, and configuration on its way to them, cut nobody off. In service
 * mode it has to come before, since its targetPort is what is bound.
 */
export function servedPorts(
  { listeners }: GatewayFacts,
  { report, published, isBalanced }: ServedPortsInputs,
): readonly GatewayPort[] {
  const leading = listeners.filter(({ name, port, isAccepted, isServed }) =>
    isBalanced
      ? isAccepted
      : isServed && (report[name]?.isBound === true || published.includes(port)),
  )
  // Listeners of one port share it.
  return [...new Set(leading.map(({ port }) => port))].slice(0, mostGatewayPorts)
}
