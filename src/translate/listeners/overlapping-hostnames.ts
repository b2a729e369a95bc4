// Listeners of one port of which one has a hostname within another's: "Listener A matches *.example.com
// while Listener B matches foo.example.com" (gateway_types.go, OverlappingTLSConfig).
import type { JudgedListener } from './judged-gateway.ts'

/** Of each listener the first that is found; one is enough to act on. */
export function hostnameOverlaps(
  onPort: readonly JudgedListener[],
): ReadonlyMap<JudgedListener, JudgedListener> {
  const overlaps = new Map<JudgedListener, JudgedListener>()
  const byHostname = new Map(onPort.map((listener) => [listener.hostname, listener]))
  for (const narrow of onPort)
    for (const hostname of widerHostnames(narrow.hostname)) {
      const wide = byHostname.get(hostname)
      if (!wide) continue
      overlaps.getOrInsert(narrow, wide)
      overlaps.getOrInsert(wide, narrow)
    }
  return overlaps
}

/** All that include this one: of `a.b.c`: `*.b.c`, `*.c`, ''. */
function widerHostnames(hostname: string): readonly string[] {
  if (hostname === '') return []
  const labels = hostname.replace(/^\*\./, '').split('.')
  const wildcards = labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`)
  return [...wildcards, '']
}
