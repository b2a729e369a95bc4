// A forwarder that is loaded for its first request: those that few need cost no memory where nobody does.
import { failure } from '../words/failure.ts'
import type { Forwarder } from './forwarder.ts'

export function forwarderLater(load: () => Promise<Forwarder>): Forwarder {
  let loading: Promise<Forwarder> | undefined
  let loaded: Forwarder | undefined
  return {
    async forward(request, endpoint) {
      try {
        loaded ??= await (loading ??= load())
      } catch (error) {
        // Without a descriptor nothing can be loaded: the next request tries again.
        loading = undefined
        return failure('full', error, true)
      }
      return loaded.forward(request, endpoint)
    },
    keep: (isCurrent) => loaded?.keep(isCurrent),
    async close() {
      const forwarder = await loading?.catch(() => undefined)
      await forwarder?.close()
    },
  }
}
