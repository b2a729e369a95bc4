// Whether the API server has a kind at all. Asked only when a list was answered with 404: a kind that
// is not installed has no objects, and any other 404 must not empty what is served.
import type { Kind } from '../resources/resource-set.ts'
import type { ApiClient } from './api-client.ts'
import { isRecord, isStatus } from './api-error.ts'
import { groupPath, pluralOf } from './api-paths.ts'

export async function isServed(api: ApiClient, kind: Kind, signal: AbortSignal): Promise<boolean> {
  let found: unknown
  try {
    found = await api.send({ path: groupPath(kind), signal })
  } catch (error) {
    if (isStatus(error, 404)) return false
    throw error
  }
  if (!isRecord(found) || !Array.isArray(found['resources']))
    throw new Error(`the API server's answer to ${groupPath(kind)} is no list of resources`)
  return found['resources'].some((one) => isRecord(one) && one['name'] === pluralOf(kind))
}
