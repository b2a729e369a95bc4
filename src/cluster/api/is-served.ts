// Whether the API server has a kind at all. Asked only when a list was answered with 404: a kind that
// is not installed has no objects, and any other 404 must not empty what is served, least of all that of a
// load balancer whose API servers are gone.
import type { ApiClient } from './api-client.ts'
import { isRecord, isStatus, unanswered } from './api-error.ts'

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
    // An API server says so of a group that it lacks, and so does any other server of all paths.
    if (isStatus(error, 404)) return hasGroup(api, groupVersion, signal)
    throw error
  }
  return listIn(found, 'resources', groupVersion).some((one) => one['name'] === plural)
}

async function hasGroup(api: ApiClient, path: string, signal: AbortSignal): Promise<boolean> {
  const found = await api.send({ path: '/apis', signal }).catch((cause: unknown) => {
    if (!isStatus(cause, 404)) throw cause
    throw unanswered(new Error('the address is not the address of an API server (404)', { cause }))
  })
  const groups = listIn(found, 'groups', '/apis')
  const [, group, version] = /^\/apis\/([^/]+)\/(.+)/.exec(path) ?? []
  // The core group is in no list.
  if (group === undefined) return true
  return groups.some(
    ({ name, versions }) =>
      name === group &&
      Array.isArray(versions) &&
      versions.some((one) => isRecord(one) && one['version'] === version),
  )
}

function listIn(found: unknown, field: string, path: string) {
  const list = isRecord(found) ? found[field] : undefined
  if (!Array.isArray(list)) throw new Error(`the API server's answer to ${path} has no ${field}`)
  return list.filter(isRecord)
}
