// HTTPS listeners of one port whose hostnames overlap: "Controllers MUST detect the presence of
// overlapping hostnames ... This condition MUST be set on all Listeners with overlapping TLS config"
// (gateway_types.go, OverlappingTLSConfig).
import { overlappingHostnames } from '../../status/listener-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import { type JudgedListener, socketName } from './judged-gateway.ts'

/** What is said to each listener that overlaps with another, by its name. */
export function overlapsAmong(listeners: readonly JudgedListener[]): ReadonlyMap<string, Problem> {
  const overlaps = new Map<string, Problem>()
  const https = listeners.filter(({ listener }) => listener.protocol === 'HTTPS')
  for (const onPort of Map.groupBy(https, socketName).values()) {
    const byHostname = new Map(onPort.map((listener) => [listener.hostname, listener]))
    for (const narrow of onPort) {
      const wide = widerHostnames(narrow.hostname).flatMap((name) => byHostname.get(name) ?? [])
      for (const other of wide) {
        note(overlaps, narrow, other)
        note(overlaps, other, narrow)
      }
    }
  }
  return overlaps
}

/** The first one found is named; one is enough to act on. */
function note(
  overlaps: Map<string, Problem>,
  listener: JudgedListener,
  other: JudgedListener,
): void {
  if (!overlaps.has(listener.name))
    overlaps.set(listener.name, overlappingHostnames(listener.path, spoken(other, listener)))
}

/** A ListenerSet is named to those of its own namespace. */
function spoken({ name }: JudgedListener, asking: JudgedListener): string {
  const [kind, namespace, owner, , listener] = name.split('/')
  if (kind === 'gateway') return `listener "${listener}" of Gateway ${namespace}/${owner}`
  return namespace === asking.name.split('/')[1]
    ? `listener "${listener}" of ListenerSet ${namespace}/${owner}`
    : 'a listener of a ListenerSet'
}

/** All that include this one: of `a.b.c`: `*.b.c`, `*.c`, ''. */
function widerHostnames(hostname: string): readonly string[] {
  if (hostname === '') return []
  const labels = hostname.replace(/^\*\./, '').split('.')
  const wildcards = labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`)
  return [...wildcards, '']
}
