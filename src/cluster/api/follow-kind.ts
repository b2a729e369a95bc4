// One kind, listed and then watched for as long as the signal lets it: what @kubernetes/client-node's
// informer does, and what it lacks (it stops for good on most errors). Whatever goes wrong, what was
// known stays, and the loop goes on: with a watch from where it was, or with a new list on 410.
import type { Log } from '../../observe/log/observer.ts'
import { createBackOff, type BackOffTimes } from './back-off.ts'
import type { ApiClient } from './api-client.ts'
import type { ApiServerReporter } from './api-server-reporter.ts'
import { isStatus, isUnanswered } from './api-error.ts'
import type { ApiObject } from './api-object.ts'
import { isServed } from './is-served.ts'
import { listPages, type Selection } from './list-pages.ts'
import { pause } from './pause.ts'
import { watchEvents } from './watch-events.ts'

export interface FollowTimes {
  readonly backOff: BackOffTimes
  /** How often it is asked for a kind whose CRD is not installed. */
  readonly notServedMs: number
  /** The server is asked to end a watch after this long, or up to twice that. */
  readonly watchSeconds: number
  /** No byte on a watch for this long. Bookmarks come about every minute. */
  readonly stalledMs: number
  readonly pageSize: number
}

export const usualTimes: FollowTimes = {
  // What changes right after the API server's return should be live within 10 s of it, though its first
  // answers may be refusals, since it is not ready yet. One that is overloaded says itself when to come
  // again (Retry-After).
  backOff: { firstMs: 500, mostMs: 4000 },
  notServedMs: 10_000,
  watchSeconds: 300,
  stalledMs: 150_000,
  pageSize: 500,
}

export interface FollowOptions<T> {
  readonly api: ApiClient
  /** For the log. */
  readonly kind: string
  /** Of all objects of the kind, or of those in one namespace. */
  readonly path: string
  readonly selection?: Selection
  readonly times: FollowTimes
  readonly log: Log
  readonly apiServer: ApiServerReporter
  readonly signal: AbortSignal
  /** Cuts an object to what is kept of it. */
  read(object: ApiObject): T
  /** All there are; none where the kind's CRD is not installed. */
  onList(objects: readonly T[]): void
  onPut(object: T): void
  onDelete(object: ApiObject): void
}

/** Resolves when the signal is aborted. */
export async function followKind<T>(options: FollowOptions<T>): Promise<void> {
  const { times, signal } = options
  const reporter = createTeller(options)
  const backOff = createBackOff(times.backOff)
  let from: string | undefined
  while (!signal.aborted) {
    const begunMs = performance.now()
    let isOpen = false
    const onOpen = (): void => {
      isOpen = true
      reporter.isRead()
    }
    try {
      from ??= await list(options)
      if (from === undefined) {
        reporter.isMissing()
        await pause(times.notServedMs * (1 + Math.random() / 4), signal)
        continue
      }
      for await (const event of watch(options, from, onOpen)) {
        backOff.reset()
        from = event.object.metadata.resourceVersion ?? from
        if (event.type === 'DELETED') options.onDelete(event.object)
        else if (event.type !== 'BOOKMARK') options.onPut(options.read(event.object))
      }
      // A server that ends every watch at once is not asked again at once.
      if (performance.now() - begunMs < shortestWatchMs) await pause(backOff.next(), signal)
    } catch (error) {
      if (signal.aborted) return
      if (from !== undefined && needsList(error)) from = undefined
      // A watch that broke says nothing of the next one.
      else if (!isOpen || !isUnanswered(error)) reporter.isFailing(error)
      await pause(backOff.next(error), signal)
    }
    if (performance.now() - begunMs > longWatchMs) backOff.reset()
  }
}

/** 410: the versions since then are forgotten. 404: the kind's CRD went, or so it seems; a list will
 * tell. 504: the server waits for a version that it may never have (etcd was restored from a backup).
 * 400: it can't read the version. */
function needsList(error: unknown): boolean {
  return [400, 404, 410, 504].some((status) => isStatus(error, status))
}

const shortestWatchMs = 1000
const longWatchMs = 60_000

/** The resourceVersion to watch from; nothing where the kind is not installed. */
async function list<T>(options: FollowOptions<T>): Promise<string | undefined> {
  const { api, path, selection = {}, times, signal } = options
  const { pageSize } = times
  let objects: T[] = []
  try {
    const { resourceVersion } = await listPages(
      api,
      { path, selection, pageSize, signal },
      (page, isFirst) => {
        if (isFirst) objects = []
        for (const object of page) objects.push(options.read(object))
      },
    )
    options.onList(objects)
    return resourceVersion
  } catch (error) {
    if (!isStatus(error, 404) || (await isServed(api, path, signal))) throw error
    options.onList([])
    return undefined
  }
}

function watch<T>(
  { api, path, selection = {}, times, signal }: FollowOptions<T>,
  from: string,
  onOpen: () => void,
) {
  return watchEvents(api, {
    path,
    selection,
    resourceVersion: from,
    timeoutSeconds: Math.ceil(times.watchSeconds * (1 + Math.random())),
    stalledMs: times.stalledMs,
    signal,
    onOpen,
  })
}

/** One line when a kind is lost, or not there, and one when it is back. */
function createTeller<T>({ log, kind, apiServer }: FollowOptions<T>) {
  let told: 'nothing' | 'failing' | 'missing' = 'nothing'
  return {
    isRead() {
      apiServer.answers(kind)
      if (told === 'missing') log.info({ kind }, 'Kind is installed now and is read')
      if (told === 'failing') log.info({ kind }, 'Kind is read again')
      told = 'nothing'
    },
    isMissing() {
      apiServer.answers(kind)
      if (told === 'missing') return
      told = 'missing'
      log.warn({ kind }, 'Kind is not installed in the cluster; Rauta checks again')
    },
    isFailing(error: unknown) {
      if (apiServer.tells(kind, error) || told === 'failing') return
      // Its CRD is being installed: an API server names a kind before it reads its objects.
      if (told === 'missing' && isStatus(error, 404)) return
      told = 'failing'
      if (isStatus(error, 403))
        log.error(
          { kind, error },
          'Kind cannot be read: the role does not allow list and watch of it',
        )
      else log.warn({ kind, error }, 'Kind cannot be read; Rauta keeps its last known objects')
    },
  }
}
