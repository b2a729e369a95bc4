// What happens to the objects of a collection from a resourceVersion on, until the server ends the watch or
// nothing comes for too long: a connection may be dead without a word, and bookmarks come every minute.
import type { ApiClient } from './api-client.ts'
import { apiError, isRecord } from './api-error.ts'
import { type ApiObject, isApiObject } from './api-object.ts'
import type { Selection } from './list-pages.ts'

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: ApiObject
}

export interface WatchOptions {
  readonly path: string
  readonly selection: Selection
  readonly resourceVersion: string
  /** The server ends the watch after this long. */
  readonly timeoutSeconds: number
  /** No byte for this long is a stalled watch. */
  readonly stalledMs: number
  readonly signal: AbortSignal
  /** The server took the watch. */
  readonly onOpen: () => void
}

/** Ends where the server ends; throws what it says (an ApiError, 410 among them) and what breaks. */
export async function* watchEvents(
  api: ApiClient,
  { path, selection, resourceVersion, timeoutSeconds, stalledMs, signal, onOpen }: WatchOptions,
): AsyncGenerator<WatchEvent> {
  const query = {
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion,
    timeoutSeconds,
    ...selection,
  }
  const answer = await api.open({ path, query, signal })
  onOpen()
  const stall = () =>
    answer.destroy(new Error(`a watch received nothing for ${stalledMs / 1000} s`))
  let stalled = setTimeout(stall, stalledMs)
  // Bookmarks alone must not keep a watch beyond the time that the server was asked to end it.
  const overdue = setTimeout(() => answer.destroy(), timeoutSeconds * 1000 + stalledMs)
  try {
    let rest = ''
    for await (const chunk of answer.setEncoding('utf8')) {
      clearTimeout(stalled)
      stalled = setTimeout(stall, stalledMs)
      const lines = `${rest}${chunk}`.split('\n')
      // Of a broken connection the last line may be half a line; what it said comes again.
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const event = eventOf(line)
        if (event?.['type'] === 'ERROR') throw apiError(event['object'])
        if (event && isWatchEvent(event)) yield event
      }
    }
  } finally {
    clearTimeout(stalled)
    clearTimeout(overdue)
    answer.destroy()
  }
}

/** What can't be read breaks the watch, since the event would be missing for good. */
function eventOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (line.trim() === '') return undefined
  const event: unknown = JSON.parse(line)
  if (!isRecord(event)) throw new Error('a line of a watch is not an event')
  return event
}

const eventTypes = new Set<unknown>(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'])

function isWatchEvent(
  event: Readonly<Record<string, unknown>>,
): event is typeof event & WatchEvent {
  const { type, object } = event
  // A bookmark names nothing but a resourceVersion.
  if (type === 'BOOKMARK') return isRecord(object) && isRecord(object['metadata'])
  return eventTypes.has(type) && isApiObject(object)
}
