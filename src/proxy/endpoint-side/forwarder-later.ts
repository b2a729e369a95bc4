// A forwarder that is loaded for its first request: those that few need cost no memory where nobody does.
import type { Forwarder } from './forwarder.ts'

export function forwarderLater(load: () => Promise<Forwarder>): Forwarder {
  let loading: Promise<Forwarder> | undefined
  let loaded: Forwarder | undefined
  return {
    async forward(request, endpoint) {
      loading ??= load()
      loaded ??= await loading
      return loaded.forward(request, endpoint)
    },
    keep: (isCurrent) => loaded?.keep(isCurrent),
    async close() {
      const forwarder = await loading
      await forwarder?.close()
    },
  }
}
