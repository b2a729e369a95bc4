// Listeners of one port whose TLS overlaps, whosever they are: "This condition MUST be set on all Listeners
// with overlapping TLS config" (gateway_types.go, OverlappingTLSConfig).
import { nameParts } from '../../snapshot/names.ts'
import { overlappingTls } from '../../status/conditions/listener-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import { type JudgedListener, socketKeyOf } from './judged-gateway.ts'
import { certificateOverlaps } from './overlapping-certificates.ts'
import { hostnameOverlaps } from './overlapping-hostnames.ts'
import { familyOf } from '../words/protocol-family.ts'

/** What is said to each listener that overlaps with another, by its name. */
export function overlapsAmong(listeners: readonly JudgedListener[]): ReadonlyMap<string, Problem> {
  return new Map(overlapsOfAll(listeners))
}

function* overlapsOfAll(listeners: readonly JudgedListener[]): Iterable<[string, Problem]> {
  const tls = listeners.filter(({ listener }) => familyOf(listener.protocol) === 'TLS')
  for (const onPort of Map.groupBy(tls, socketKeyOf).values()) yield* overlapsOfPort(onPort)
}

function* overlapsOfPort(onPort: readonly JudgedListener[]): Iterable<[string, Problem]> {
  if (onPort.length < 2) return
  const byCertificate = certificateOverlaps(onPort)
  const byHostname = hostnameOverlaps(onPort)
  for (const listener of onPort) {
    const other = byHostname.get(listener)
    const shared = byCertificate.get(listener)
    if (!other && !shared) continue
    const hostname = other && spoken(other, listener)
    const certificate = shared && { name: shared.name, other: spoken(shared.other, listener) }
    yield [listener.name, overlappingTls(listener.path, { hostname, certificate })]
  }
}

/** A ListenerSet is named to those of its own namespace. */
function spoken({ name }: JudgedListener, asking: JudgedListener): string {
  const owner = nameParts(name)
  const place = `listener "${owner.listener}" of ${owner.kind} ${owner.namespace}/${owner.name}`
  if (owner.kind === 'Gateway') return place
  return owner.namespace === nameParts(asking.name).namespace
    ? place
    : 'a listener of a ListenerSet'
}
