// Whether the API server has a kind at all. Asked only when a list was answered with 404: a kind that
// is not installed has no objects, and any other 404 must not empty what is served.
import type { ApiClient } from './api-client.ts'
import { isRecord, isStatus } from './api-error.ts'

/** `path` is a collection's: `/api/v1/…/PLURAL` or `/apis/GROUP/VERSION/…/PLURAL`. */
export async function isServed(
  api: ApiClient,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const [groupVersion = path] = /^\/(?:api|apis\/[^/]+)\/[^/]+/.exec(path) ?? []
  const plural = path.slice(path.lastIndexOf('/') + 1)
  let found: unknown
  try {
    found = await api.send({ path: groupVersion, signal })
  } catch (error) {
    if (isStatus(error, 404)) return false
    throw error
  }
  if (!isRecord(found) || !Array.isArray(found['resources']))
    throw new Error(`the API server's answer to ${groupVersion} is no list of resources`)
  return found['resources'].some((one) => isRecord(one) && one['name'] === plural)
}
