// The ports that the ListenerSets of each Gateway ask for. A Gateway and its sets get a hundred between
// them, those that come first: as many as an EndpointSlice of its Service can name, and a set that asks
// for more than that must not take the others' Service away.
import type { Gateway } from '../../resources/gateway-api.ts'
import { type GatewayPort, portOf } from '../../resources/gateway-port.ts'
import { mostGatewayPorts } from '../../resources/gateway-service.ts'
import { keyOf } from '../../resources/resource-set.ts'
import { keptByName, keptLatest } from '../incremental/kept.ts'
import type { AttachedListenerSet } from './attach-listener-sets.ts'

/** Lists that are the same (===) while they hold the same. */
export function createPortsOfSets() {
  const portsRound = keptByName((ports: readonly GatewayPort[]) => ports)
  return keptLatest((gateways: readonly Gateway[], sets: readonly AttachedListenerSet[]) => {
    const bySet = Map.groupBy(
      sets.filter(({ notAllowed }) => notAllowed === undefined),
      ({ gateway }) => gateway,
    )
    const kept = portsRound()
    return gateways.map((gateway) => {
      const key = keyOf(gateway)
      return kept(key, portsBeside(gateway, bySet.get(key) ?? []))
    })
  })
}

function portsBeside(
  { spec }: Gateway,
  sets: readonly AttachedListenerSet[],
): readonly GatewayPort[] {
  const own = new Set(spec.listeners.map(portOf))
  const asked = new Set(sets.flatMap(({ listenerSet }) => listenerSet.spec.listeners.map(portOf)))
  const further = [...asked.difference(own)].slice(0, Math.max(0, mostGatewayPorts - own.size))
  return [...asked.intersection(own), ...further]
}
