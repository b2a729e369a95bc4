// What echo backends received, counted by backend and path: copies that a mirror gets late are not
// taken for those of the next request.
import type { Echo } from './echo-answer.ts'

export interface ReceivedRequests {
  add(echo: Echo): void
  /** `backend`: NAMESPACE/SERVICE; `target`: path and query. */
  count(backend: string, target: string): number
}

export function createReceivedRequests(): ReceivedRequests {
  const counts = new Map<string, number>()
  const count = (backend: string, target: string): number => counts.get(`${backend} ${target}`) ?? 0
  return {
    count,
    add({ namespace, service, path }) {
      const backend = `${namespace}/${service}`
      counts.set(`${backend} ${path}`, count(backend, path) + 1)
    },
  }
}
