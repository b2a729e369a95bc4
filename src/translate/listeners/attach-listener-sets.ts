// The ListenerSets that name a Gateway of ours, in the order that decides what several claim: "1.
// "parent" Gateway 2. ListenerSet ordered by creation time (oldest first) 3. ListenerSet ordered
// alphabetically by "{namespace}/{name}"" (listenerset_types.go).
import type { ListenerSet } from '../../resources/gateway-api.ts'
import type { ResourceSet } from '../../resources/resource-set.ts'
import type { Problem } from '../../status/judged.ts'
import { inOrderOfAge } from '../words/age.ts'
import { ourClassOf } from './our-gateways.ts'
import { keptLatest } from '../incremental/kept.ts'
import { memoised, type Reads } from '../incremental/reads.ts'
import { refusalOfListenerSet } from './allowed-listeners.ts'

export interface AttachedListenerSet {
  readonly listenerSet: ListenerSet
  /** `NAMESPACE/NAME` of its Gateway, which is ours. */
  readonly gateway: string
  /** Why the Gateway does not let it in. */
  readonly notAllowed: Problem | undefined
}

export function createAttachListenerSets(controllerName: string) {
  const attached = memoised((listenerSet: ListenerSet, reads: Reads) =>
    attach(listenerSet, reads, controllerName),
  )
  const ordered = keptLatest((sets: readonly AttachedListenerSet[]) =>
    inOrderOfAge(sets, ({ listenerSet }) => listenerSet),
  )
  return (resources: ResourceSet, reads: Reads): readonly AttachedListenerSet[] =>
    ordered(
      [...resources.ListenerSet.values()]
        .map((listenerSet) => attached(listenerSet, reads))
        .filter((set) => set !== undefined),
    )
}

/** `NAMESPACE/NAME` of the Gateway that it names; undefined: it names something else. */
export function parentGatewayOf({ metadata, spec }: ListenerSet): string | undefined {
  const { group, kind, namespace = metadata.namespace, name } = spec.parentRef
  const isGateway = group === 'gateway.networking.k8s.io' && kind === 'Gateway'
  return isGateway ? `${namespace}/${name}` : undefined
}

/** Of sets that name no Gateway of ours nothing is said. */
function attach(
  listenerSet: ListenerSet,
  reads: Reads,
  controllerName: string,
): AttachedListenerSet | undefined {
  const key = parentGatewayOf(listenerSet)
  const gateway = key === undefined ? undefined : reads.get('Gateway', key)
  if (key === undefined || !gateway || !ourClassOf(reads, gateway, controllerName)) return undefined
  const notAllowed = refusalOfListenerSet(reads, gateway, listenerSet)
  return { listenerSet, gateway: key, notAllowed }
}
