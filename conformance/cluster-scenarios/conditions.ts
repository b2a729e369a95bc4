// Waiting for what the cluster says of a Gateway or route: conditions about the object as it is now,
// not about an older generation of it.
import { conditionSaid } from '../../kind/condition-said.ts'
import { waitFor } from '../../kind/wait-for.ts'
import type { Gateway, HTTPRoute } from '../../src/resources/gateway-api.ts'
import type { Named, ObjectRef } from './kube.ts'
import type { World } from './world.ts'

const group = 'gateway.networking.k8s.io/v1'
export const controllerName = 'rauta.dev/gateway-controller'

export function gatewayRef({ namespace, name }: Named): ObjectRef {
  return { apiVersion: group, kind: 'Gateway', metadata: { namespace, name } }
}

export function routeRef({ namespace, name }: Named): ObjectRef {
  return { apiVersion: group, kind: 'HTTPRoute', metadata: { namespace, name } }
}

export interface Waiting {
  /** `Programmed=True`, or with a reason: `Programmed=False/Invalid`. */
  readonly says: string
  /** Of a Gateway: the listener whose condition it is. */
  readonly listener?: string
  readonly timeoutMs?: number
}

/** The condition's message. */
export async function untilGateway(
  { kube }: Pick<World, 'kube'>,
  named: Named,
  { says, listener, timeoutMs = 20_000 }: Waiting,
): Promise<string> {
  return waitFor({
    what: `Gateway ${named.namespace}/${named.name}${listener ? ` listener ${listener}` : ''} to say ${says}`,
    timeoutMs,
    everyMs: 50,
    attempt: async () => {
      const { metadata, status } = await kube.get<Gateway>(gatewayRef(named))
      const conditions = listener
        ? status?.listeners?.find(({ name }) => name === listener)?.conditions
        : status?.conditions
      return conditionSaid(conditions, says, metadata.generation)
    },
  })
}

/** Of the route's first parent that is Rauta's; the condition's message. */
export async function untilRoute(
  { kube }: Pick<World, 'kube'>,
  named: Named,
  { says, timeoutMs = 20_000 }: Waiting,
): Promise<string> {
  return waitFor({
    what: `HTTPRoute ${named.namespace}/${named.name} to say ${says}`,
    timeoutMs,
    everyMs: 50,
    attempt: async () => {
      const { metadata, status } = await kube.get<HTTPRoute>(routeRef(named))
      const ours = status?.parents.find((parent) => parent.controllerName === controllerName)
      return conditionSaid(ours?.conditions, says, metadata.generation)
    },
  })
}
