// A ListenerSet looked at alone: its listeners are judged as those of its Gateway are, but refer to
// Secrets from the set's own namespace and in its own name.
import type { ListenerSet } from '../../resources/gateway-api.ts'
import { portOf } from '../../resources/gateway-port.ts'
import { mostGatewayPorts } from '../../resources/gateway-service.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { Problem } from '../../status/judged.ts'
import { tooManyPorts } from '../../status/conditions/listenerset-conditions.ts'
import { judgeListener } from './judge-listener.ts'
import type { JudgedListener } from './judged-gateway.ts'
import { unknownFields } from '../fields/unknown-fields.ts'
import { memoised, type Reads } from '../incremental/reads.ts'
import type { AttachedListenerSet } from './attach-listener-sets.ts'

export interface JudgedListenerSet {
  /** `NAMESPACE/NAME` */
  readonly key: string
  readonly listenerSet: ListenerSet
  /** `NAMESPACE/NAME` of its Gateway. */
  readonly gateway: string
  readonly notAllowed: Problem | undefined
  /** None where it is not allowed: nothing of it is looked at. */
  readonly listeners: readonly JudgedListener[]
}

export function createListenerSetJudge() {
  return memoised((attached: AttachedListenerSet, reads: Reads): JudgedListenerSet => {
    const { listenerSet, gateway, notAllowed } = attached
    const key = keyOf(listenerSet)
    const listeners = notAllowed ? [] : judgeListeners(attached, reads)
    return { key, listenerSet, gateway, notAllowed, listeners }
  })
}

function judgeListeners(
  { listenerSet, gateway: key }: AttachedListenerSet,
  reads: Reads,
): readonly JudgedListener[] {
  const gateway = reads.get('Gateway', key)
  if (!gateway) return []
  const { listeners } = listenerSet.spec
  const unknown = unknownFields(listenerSet)
  return listeners.map((listener, index) =>
    judgeListener(reads, {
      gateway,
      owner: listenerSet,
      unknown,
      listener,
      index,
      place: reads.portPlaceOf(key, portOf(listener)) ?? {
        refused: tooManyPorts(`spec.listeners[${index}]`, listener.port, mostGatewayPorts),
      },
      // Against its Gateway and older sets first: see conflicts-between.ts.
      conflict: undefined,
    }),
  )
}
