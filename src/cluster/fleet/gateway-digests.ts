// Whether two proxies serve the same listeners of a Gateway, told by a few letters. Routes are not in
// it (they change all the time, and cannot fail to be bound), nor the address to bind: that is the
// node's own.
import { createHash } from 'node:crypto'
import type { Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'

/** By `NAMESPACE/NAME` of a Gateway, in the order of names. */
export function gatewayDigests({ listeners }: RoutingSnapshot): ReadonlyMap<string, string> {
  const applied = new Map<string, unknown[]>()
  for (const listener of listeners) {
    const gateway = gatewayOf(listener)
    const known = applied.get(gateway)
    if (known) known.push(asApplied(listener))
    else applied.set(gateway, [asApplied(listener)])
  }
  return new Map(
    [...applied]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([gateway, each]) => [gateway, digestOf(each)]),
  )
}

/** `gateway/NAMESPACE/NAME` → `NAMESPACE/NAME`. */
export function gatewayOf({ gateway }: Listener): string {
  return gateway.slice('gateway/'.length)
}

function asApplied(listener: Listener): object {
  const { name, protocol, port, clientPort } = listener
  const hostname = 'hostname' in listener ? listener.hostname : ''
  const tls = ('tls' in listener && listener.tls) || null
  return { name, protocol, port, clientPort, hostname, tls }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8)
}
