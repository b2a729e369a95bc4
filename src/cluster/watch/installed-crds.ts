// Which versions of Gateway API a cluster's CRDs are of, looked at every minute: a change of annotations is
// no change of any object that is watched. Needs of the API server: get of these CRDs, by name; of their
// schemas, which are large, nothing is asked for.
import { isDeepStrictEqual } from 'node:util'
import type { Log } from '../../observe/log/observer.ts'
import type { InstalledCrd, InstalledCrds } from '../../resources/installed-crds.ts'
import { groupOfKind, kinds } from '../../resources/resource-set.ts'
import type { ApiClient } from '../api/api-client.ts'
import { ApiError, isStatus } from '../api/api-error.ts'
import { isApiObject } from '../api/api-object.ts'
import { collectionPath } from '../api/api-paths.ts'
import { createBackOff, type BackOffTimes } from '../api/back-off.ts'
import { pause } from '../api/pause.ts'

export interface InstalledCrdsOptions {
  readonly api: ApiClient
  readonly log: Log
  /** They are others than before. */
  readonly onChange: () => void
  readonly times?: { readonly againMs: number; readonly backOff: BackOffTimes }
}

export interface FollowedCrds {
  /** The same object (===) while nothing changed. */
  current(): InstalledCrds
  /** Resolves when the API server has answered once. */
  looked(): Promise<void>
  close(): Promise<void>
}

const usualTimes = { againMs: 60_000, backOff: { firstMs: 500, mostMs: 4000 } }
const group = 'gateway.networking.k8s.io'

export const crdNames: readonly string[] = kinds
  .filter((kind) => groupOfKind[kind] === group)
  .map((kind) => `${collectionPath(kind).split('/').at(-1)}.${group}`)

export function followCrds(options: InstalledCrdsOptions): FollowedCrds {
  const { api, log, onChange, times = usualTimes } = options
  const ended = new AbortController()
  const first = Promise.withResolvers<void>()
  let current: InstalledCrds = { unknown: 'they are not read yet' }
  let told: string | undefined

  function take(found: InstalledCrds, error?: unknown): void {
    const why = 'unknown' in found ? found.unknown : undefined
    if (why !== undefined && why !== told)
      log.warn({ error, why }, 'The version of the CRDs cannot be read')
    told = why
    if (!isDeepStrictEqual(found, current)) {
      current = found
      onChange()
    }
    first.resolve()
  }

  async function follow(): Promise<void> {
    const { signal } = ended
    const backOff = createBackOff(times.backOff)
    while (!signal.aborted) {
      let waitMs = times.againMs
      try {
        const found = await lookAt(api, signal)
        // A load balancer says 404 of all while its API servers are gone; where no CRD is left, nobody asks.
        if (found.length > 0 || 'unknown' in current) take(found)
        backOff.reset()
      } catch (error) {
        if (signal.aborted) return
        // What was known stays while nobody answers; a refusal is an answer.
        if (error instanceof ApiError && error.status < 500 && error.status !== 429)
          take({ unknown: refusal(error) }, error)
        else waitMs = backOff.next(error)
      }
      await pause(waitMs, signal)
    }
  }

  const following = follow()
  return {
    current: () => current,
    looked: () => first.promise,
    async close() {
      ended.abort()
      await following
    },
  }
}

async function lookAt(api: ApiClient, signal: AbortSignal): Promise<readonly InstalledCrd[]> {
  const found = await Promise.all(crdNames.map((name) => crdOf(api, name, signal)))
  return found.filter((crd) => crd !== undefined)
}

/** Nothing where it is not installed: the standard channel has not all of them. */
async function crdOf(
  api: ApiClient,
  name: string,
  signal: AbortSignal,
): Promise<InstalledCrd | undefined> {
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`
  try {
    const object = await api.send({ path, onlyMetadata: true, signal })
    const annotations = (isApiObject(object) && object.metadata.annotations) || {}
    const bundleVersion = annotations[`${group}/bundle-version`]
    const channel = annotations[`${group}/channel`]
    return {
      name,
      ...(bundleVersion === undefined ? {} : { bundleVersion }),
      ...(channel === undefined ? {} : { channel }),
    }
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

function refusal(error: ApiError): string {
  return error.status === 403
    ? 'the ClusterRole does not allow get of customresourcedefinitions'
    : `the API server says: ${error.message}`
}
