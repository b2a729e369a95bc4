// The tables of backends and endpoints: those that a rule of a served listener names. An entry is
// looked at anew only when its Service or its slices changed.
import type { Backend, Endpoint } from '../../snapshot/routing-snapshot.ts'
import { translateBackend } from '../backends/translate-backend.ts'
import { keptByName, keptRecord } from '../kept.ts'
import { memoised, type Reads } from '../reads.ts'
import type { AttachedRoute } from '../routes/attach-routes.ts'

export function createBackendAssembly() {
  const keyRound = keptByName((name: string) => ({ name }))
  const translated = memoised(({ name }: { readonly name: string }, reads) =>
    translateBackend(name, reads),
  )
  const backendTable = keptRecord<Readonly<Record<string, Backend>>>()
  const endpointTable = keptRecord<Readonly<Record<string, readonly Endpoint[]>>>()

  return (
    routes: readonly AttachedRoute[],
    isServed: (listener: string) => boolean,
    reads: Reads,
  ) => {
    const keyOf = keyRound()
    const backends: Record<string, Backend> = {}
    const endpoints: Record<string, readonly Endpoint[]> = {}
    for (const name of usedBackends(routes, isServed)) {
      const { backend, endpoints: ofBackend } = translated(keyOf(name, name), reads)
      backends[name] = backend
      endpoints[name] = ofBackend
    }
    return { backends: backendTable(backends), endpoints: endpointTable(endpoints) }
  }
}

function usedBackends(
  routes: readonly AttachedRoute[],
  isServed: (listener: string) => boolean,
): ReadonlySet<string> {
  const used = new Set<string>()
  for (const { listeners, translated } of routes) {
    if (!listeners.some(({ name }) => isServed(name))) continue
    for (const backend of translated.backends) used.add(backend)
  }
  return used
}
