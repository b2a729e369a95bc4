// All objects of a collection, in pages, so that neither side holds one huge answer. Without a
// resourceVersion: the newest, as of one moment for all pages.
import type { ApiClient } from './api-client.ts'
import { isRecord, isStatus } from './api-error.ts'
import { type ApiObject, isApiObject } from './api-object.ts'

/** What the server is asked to leave out. */
export interface Selection {
  readonly fieldSelector?: string | undefined
  readonly labelSelector?: string | undefined
}

export interface ListOptions {
  readonly path: string
  readonly selection: Selection
  readonly pageSize?: number
  readonly signal: AbortSignal
}

/** Calls back with each page; `isFirst` where what came before no longer counts. */
export async function listPages(
  api: ApiClient,
  { path, selection, pageSize = 500, signal }: ListOptions,
  onPage: (objects: readonly ApiObject[], isFirst: boolean) => void,
): Promise<{ readonly resourceVersion: string }> {
  let token: string | undefined
  let limit: number | undefined = pageSize
  for (;;) {
    const query = { limit, ...selection, continue: token }
    let list: unknown
    try {
      list = await api.send({ path, query, signal })
    } catch (error) {
      // "If the specified resourceVersion expired, 410": the list took longer than the server keeps
      // old versions. Then all at once, as that can't expire.
      if (!isStatus(error, 410) || token === undefined) throw error
      token = undefined
      limit = undefined
      continue
    }
    if (!isRecord(list) || !Array.isArray(list['items']) || !isRecord(list['metadata']))
      throw new Error(`the API server answered a list of ${path} with something else`)
    onPage(list['items'].filter(isApiObject), token === undefined)
    const { continue: next, resourceVersion } = list['metadata']
    if (typeof next !== 'string' || next === '') return { resourceVersion: String(resourceVersion) }
    token = next
  }
}
