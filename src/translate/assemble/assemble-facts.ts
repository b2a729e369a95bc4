// The facts of every Gateway that is ours. Those that are as before are the same objects (===).
import type { GatewayFacts, ListenerFacts } from '../../facts/gateway-facts.ts'
import { portOf } from '../../resources/gateway-port.ts'
import { deepFrozen } from '../incremental/deep-frozen.ts'
import { keptIfEqual, keptLatest, keptList } from '../incremental/kept.ts'
import { gatewayAddresses } from '../listeners/gateway-draft.ts'
import { acceptProblems } from '../listeners/listener-draft.ts'
import {
  isSetAccepted,
  type ResolvedGateways,
  type ResolvedListener,
  type ResolvedListenerSet,
} from '../listeners/resolve-conflicts.ts'

export function createFactsAssembly() {
  const gatewayRound = keptIfEqual<GatewayFacts>()
  const factsList = keptList<GatewayFacts>()
  const ofSets = new WeakMap<ResolvedListenerSet, readonly ListenerFacts[]>()

  return keptLatest(({ gateways, listenerSets }: ResolvedGateways): readonly GatewayFacts[] => {
    const accepted = Map.groupBy(listenerSets.filter(isSetAccepted), ({ judged }) => judged.gateway)
    const kept = gatewayRound()
    return factsList(
      gateways.map((resolved) => {
        const { key } = resolved.judged
        const sets = accepted.get(key) ?? []
        const facts: GatewayFacts = {
          gateway: key,
          addresses: gatewayAddresses(resolved),
          listeners: [
            ...resolved.listeners.map(listenerFacts),
            ...sets.flatMap((set) =>
              ofSets.getOrInsertComputed(set, () => set.listeners.map(listenerFacts)),
            ),
          ],
        }
        return kept(key, deepFrozen(facts))
      }),
    )
  })
}

function listenerFacts(resolved: ResolvedListener): ListenerFacts {
  const { judged, isServed } = resolved
  return {
    name: judged.name,
    port: portOf(judged.listener),
    isAccepted: acceptProblems(resolved).length === 0,
    isServed,
  }
}
