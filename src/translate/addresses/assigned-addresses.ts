// What the Gateways of a pool have, read back from what was said of them: the next translation's
// `assigned`, so that each keeps its address.
import type { ObjectStatus } from '../../status/object-status.ts'

/** By `NAMESPACE/NAME`. */
export function assignedAddresses(
  statuses: readonly ObjectStatus[],
): Readonly<Record<string, string>> {
  const assigned: Record<string, string> = {}
  for (const status of statuses) {
    if (status.kind !== 'Gateway') continue
    const [address] = status.status.addresses
    if (address) assigned[`${status.namespace}/${status.name}`] = address.value
  }
  return assigned
}
