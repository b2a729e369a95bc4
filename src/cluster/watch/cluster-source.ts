// Resources out of a Kubernetes API server: every kind followed by itself, one set of all. Fits the
// control loop's ResourceSource. Nothing is given before every kind was listed once: half a table
// would answer 404 where there are routes.
import type { Log } from '../../observe/log/observer.ts'
import {
  type Kind,
  keyOf,
  kinds,
  type Resource,
  type ResourceSet,
} from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import type { ApiClient } from '../api/api-client.ts'
import { type ApiServerReporter, createApiServerReporter } from '../api/api-server-reporter.ts'
import type { ApiObject } from '../api/api-object.ts'
import { collectionPath } from '../api/api-paths.ts'
import { type FollowTimes, followKind, usualTimes } from '../api/follow-kind.ts'
import { hasStatus, type LiveObject, liveObject, type StatusObjectName } from './live-object.ts'
import { resourceOfObject } from './resource-of-object.ts'

export interface ClusterSourceOptions {
  readonly api: ApiClient
  readonly log: Log
  /** Absent: of its own. */
  readonly apiServer?: ApiServerReporter
  /** Whoever writes statuses: told of every object that has one, as it is now. */
  readonly onLive?: (object: LiveObject) => void
  readonly onGone?: (object: StatusObjectName) => void
  readonly times?: Partial<FollowTimes>
}

interface Kept {
  readonly resource: Resource
  readonly live: LiveObject | undefined
}

/** Only Secrets of this type are asked for: no others ever reach this process. */
const fieldSelectors: Partial<Record<Kind, string>> = { Secret: 'type=kubernetes.io/tls' }

export function createClusterSource(options: ClusterSourceOptions): ClusterSource {
  return new ClusterSource(options)
}

export class ClusterSource {
  readonly #options: ClusterSourceOptions
  readonly #store = new ResourceStore()
  readonly #ended = new AbortController()
  readonly #notListed = new Set<Kind>(kinds)
  readonly #listed = Promise.withResolvers<void>()
  #following: Promise<unknown> | undefined
  #onChange: (resources: ResourceSet) => void = () => {}
  #isDue = false

  constructor(options: ClusterSourceOptions) {
    this.#options = options
  }

  /** Goes on trying for as long as it takes. */
  async start(onChange: (resources: ResourceSet) => void): Promise<void> {
    const { api, log, times = {}, apiServer = createApiServerReporter(log) } = this.#options
    this.#onChange = onChange
    const { signal } = this.#ended
    const all = kinds.map((kind) =>
      followKind<Kept>({
        api,
        kind,
        path: collectionPath(kind),
        selection: { fieldSelector: fieldSelectors[kind] },
        times: { ...usualTimes, ...times },
        log,
        apiServer,
        signal,
        read: (object) => read(kind, object),
        onList: (objects) => this.#putAll(kind, objects),
        onPut: (object) => this.#put(object),
        onDelete: ({ metadata }) => this.#delete(kind, metadata),
      }),
    )
    this.#following = Promise.all(all)
    await Promise.race([this.#listed.promise, this.#following])
  }

  async close(): Promise<void> {
    this.#ended.abort()
    await this.#following
  }

  #putAll(kind: Kind, objects: readonly Kept[]): void {
    const there = new Set(objects.map(({ resource }) => keyOf(resource)))
    for (const known of this.#store.current()[kind].values())
      if (!there.has(keyOf(known))) this.#delete(kind, known.metadata)
    for (const object of objects) this.#put(object)
    if (this.#notListed.delete(kind) && this.#notListed.size === 0) {
      this.#onChange(this.#store.current())
      this.#listed.resolve()
    }
  }

  #put({ resource, live }: Kept): void {
    if (live) this.#options.onLive?.(live)
    if (this.#store.put(resource)) this.#tellSoon()
  }

  #delete(kind: Kind, metadata: { readonly namespace?: string; readonly name: string }): void {
    const { namespace, name } = metadata
    if (hasStatus(kind)) this.#options.onGone?.({ kind, namespace, name })
    if (this.#store.delete(kind, keyOf({ metadata }))) this.#tellSoon()
  }

  /** All that came in one turn of the event loop is one change. */
  #tellSoon(): void {
    if (this.#isDue || this.#notListed.size > 0) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      if (!this.#ended.signal.aborted) this.#onChange(this.#store.current())
    })
  }
}

function read(kind: Kind, object: ApiObject): Kept {
  return {
    resource: resourceOfObject(kind, object),
    live: hasStatus(kind) ? liveObject(kind, object) : undefined,
  }
}
