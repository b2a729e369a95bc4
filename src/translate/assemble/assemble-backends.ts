// The tables of backends and endpoints: those that a rule of a served listener names. An entry is
// looked at anew only when its Service or its slices changed.
import type { Backend, CaBundle, Endpoint } from '../../snapshot/routing-snapshot.ts'
import { translateBackend, type TranslatedBackend } from '../backends/translate-backend.ts'
import { keptByName, keptLatest, keptList, keptRecord } from '../incremental/kept.ts'
import { memoised, type Reads } from '../incremental/reads.ts'
import type { AttachedRoute } from '../attach/attached-route.ts'

export function createBackendAssembly() {
  const used = createUsedBackends()
  const translated = memoised(({ name }: UsedBackend, reads) => translateBackend(name, reads))
  const translatedList = keptList<TranslatedBackend>()
  const tables = keptLatest(tablesOf)
  const backendTable = keptRecord<Readonly<Record<string, Backend>>>()

  return (routes: readonly AttachedRoute[], served: readonly string[], reads: Reads) => {
    const all = translatedList(used(routes, served).map((name) => translated(name, reads)))
    const { backends, ...others } = tables(all)
    return { backends: backendTable(backends), ...others }
  }
}

/** An object, so that a memo can be kept on it. */
interface UsedBackend {
  readonly name: string
}

function createUsedBackends() {
  const keyRound = keptByName((name: string): UsedBackend => ({ name }))
  return keptLatest((routes: readonly AttachedRoute[], served: readonly string[]) => {
    const keyOf = keyRound()
    const isServed = new Set(served)
    const used = new Set<string>()
    for (const { listeners, translated } of routes) {
      if (!listeners.some(({ name }) => isServed.has(name))) continue
      for (const backend of translated.backends) used.add(backend)
    }
    return [...used].map((name) => keyOf(name, name))
  })
}

function tablesOf(all: readonly TranslatedBackend[]) {
  const backends: Record<string, Backend> = {}
  const endpoints: Record<string, readonly Endpoint[]> = {}
  const leaving: Record<string, readonly Endpoint[]> = {}
  const bundles = new Set<CaBundle>()
  for (const { backend, bundles: trusted, ...of } of all) {
    backends[backend.name] = backend
    endpoints[backend.name] = of.endpoints
    if (of.leaving.length > 0) leaving[backend.name] = of.leaving
    for (const bundle of trusted) bundles.add(bundle)
  }
  return {
    backends,
    endpoints: Object.freeze(endpoints),
    leaving: Object.freeze(leaving),
    bundles: [...bundles],
  }
}
