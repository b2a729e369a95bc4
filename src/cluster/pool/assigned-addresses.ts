// Which address each Gateway has in `pool` mode, so that it keeps it: over restarts and from leader to
// leader the Gateways' own statuses say so.
import type { GatewayFacts } from '../../facts/gateway-facts.ts'
import { isRecord } from '../api/api-error.ts'
import type { LiveObject, StatusObjectName } from '../watch/live-object.ts'

export interface AssignedAddresses {
  see(object: LiveObject): void
  forget(object: StatusObjectName): void
  /** All that is given out here: it counts more than what the API server says of an earlier moment. */
  give(facts: readonly GatewayFacts[]): void
  /** By `NAMESPACE/NAME` of a Gateway; the same object until something changed. */
  current(): Readonly<Record<string, string>>
}

export function createAssignedAddresses(): AssignedAddresses {
  const seen = new Map<string, string>()
  let given: ReadonlyMap<string, string> = new Map()
  let latest: Readonly<Record<string, string>> | undefined

  return {
    see(object) {
      if (object.kind !== 'Gateway') return
      const address = addressIn(object.status)
      if (address === seen.get(keyOf(object))) return
      latest = undefined
      if (address === undefined) seen.delete(keyOf(object))
      else seen.set(keyOf(object), address)
    },
    forget(object) {
      if (object.kind === 'Gateway' && seen.delete(keyOf(object))) latest = undefined
    },
    give(facts) {
      given = new Map(
        facts.flatMap(({ gateway, addresses: [first] }) =>
          first?.type === 'IPAddress' ? [[gateway, first.value]] : [],
        ),
      )
      latest = undefined
    },
    current() {
      latest ??= Object.freeze(Object.fromEntries([...seen, ...given]))
      return latest
    },
  }
}

function addressIn(status: unknown): string | undefined {
  const addresses = isRecord(status) ? status['addresses'] : undefined
  const first: unknown = Array.isArray(addresses) ? addresses[0] : undefined
  if (!isRecord(first) || (first['type'] ?? 'IPAddress') !== 'IPAddress') return undefined
  return typeof first['value'] === 'string' ? first['value'] : undefined
}

function keyOf({ namespace = '', name }: { namespace?: string | undefined; name: string }): string {
  return `${namespace}/${name}`
}
