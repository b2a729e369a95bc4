// Whether an object that has the name of a Gateway's object is one: Rauta made it, for a Gateway of this
// name, and nobody else controls it. What is not is left alone, whatever it costs the Gateway.
import type { Gateway } from '../../resources/gateway-api.ts'
import { gatewayServiceLabels, managedBy, managedByLabel } from '../../resources/gateway-service.ts'
import { isRecord } from '../api/api-error.ts'
import type { ApiObject } from '../api/api-object.ts'
import { installLabel } from './managed-object.ts'

/** One sentence, for people. */
export function unmanagedReason(live: ApiObject, gateway: Gateway): string | undefined {
  const { namespace, name, labels = {} } = live.metadata
  const missing = Object.entries(gatewayServiceLabels(gateway)).filter(
    ([label, value]) => labels[label] !== value,
  )
  const owner = controllerOf(live)
  const isOwnedByOther =
    owner !== undefined && (owner['kind'] !== 'Gateway' || owner['name'] !== gateway.metadata.name)
  if (missing.length === 0 && !isOwnedByOther) return undefined
  const why = isOwnedByOther
    ? `it belongs to ${String(owner['kind'])} ${String(owner['name'])}`
    : `it lacks the label ${missing.map(([label, value]) => `${label}: ${value}`).join(', ')}`
  // What another controller owns it makes anew, and what is in use would be missed.
  const fix = isOwnedByOther
    ? 'rename the Gateway'
    : 'rename the Gateway, or delete the object if nobody uses it'
  return `${live.kind ?? 'The object'} ${namespace}/${name} has a name that this Gateway needs, but ${why}. Rauta does not change it; ${fix}`
}

/** Whether this install made it, and may take it away. */
export function isManaged({ metadata: { labels = {} } }: ApiObject, install: string): boolean {
  return labels[managedByLabel] === managedBy && labels[installLabel] === install
}

function controllerOf({ metadata }: ApiObject): Readonly<Record<string, unknown>> | undefined {
  const owners: unknown = 'ownerReferences' in metadata ? metadata.ownerReferences : []
  return Array.isArray(owners)
    ? owners.filter(isRecord).find((owner) => owner['controller'] === true)
    : undefined
}
