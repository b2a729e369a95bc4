// Whether an object still is what was applied, as far as the resource set holds it: someone may have
// changed it by hand. Labels and annotations of others do not count.
import { isDeepStrictEqual } from 'node:util'
import type { EndpointSlice, Service } from '../../resources/core.ts'
import type { ManagedObject, ManagedService, ManagedSlice } from './managed-object.ts'

export function isAsDesired(seen: Service | EndpointSlice, wanted: ManagedObject): boolean {
  if (!has(seen.metadata.labels, wanted.metadata.labels)) return false
  if (seen.kind === 'Service') return wanted.kind === 'Service' && isService(seen, wanted)
  return wanted.kind === 'EndpointSlice' && isSlice(seen, wanted)
}

function isService({ metadata, spec }: Service, wanted: ManagedService): boolean {
  const ports = (spec.ports ?? []).map(({ name, protocol, port, targetPort }) => ({
    name,
    protocol,
    port,
    targetPort,
  }))
  return (
    has(metadata.annotations, wanted.metadata.annotations) &&
    spec.type === wanted.spec.type &&
    isDeepStrictEqual(ports.toSorted(byName), wanted.spec.ports.toSorted(byName))
  )
}

/** Of a slice the set holds no annotations. */
function isSlice(
  { addressType, endpoints, ports = [] }: EndpointSlice,
  wanted: ManagedSlice,
): boolean {
  return (
    addressType === wanted.addressType &&
    isDeepStrictEqual(endpoints, wanted.endpoints) &&
    isDeepStrictEqual(ports, wanted.ports)
  )
}

function has(
  seen: Readonly<Record<string, string>> = {},
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([name, value]) => seen[name] === value)
}

interface Named {
  readonly name: string | undefined
}

function byName({ name: a = '' }: Named, { name: b = '' }: Named): number {
  return a < b ? -1 : 1
}
