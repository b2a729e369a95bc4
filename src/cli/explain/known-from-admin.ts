// What a running rauta serves, from the dumps of its admin server.
import { keyOf, type Resource } from '../../resources/resource-set.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { ObjectStatus } from '../../status/object-status.ts'
import { kindsWithStatus } from '../check/check-manifests.ts'
import { listAt, textAt } from '../../gateway/status/fields.ts'
import { objectKey } from '../../resources/object-key.ts'
import { responseText } from '../options/response-text.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'
import type { Known, KnownObject } from '../../gateway/explain/known.ts'

/** It is on this machine, or behind a port-forward. */
const maxWaitMs = 10_000

export async function knownFromAdmin(url: string): Promise<Known> {
  const [snapshot, list] = await Promise.all([
    dumpOf(url, '/snapshot', isSnapshot),
    dumpOf(url, '/resources', isList),
  ])
  const unserved = new Map(
    listAt(list, 'unserved').map((one) => [nameOf(one), textAt(one, 'message')]),
  )
  return {
    snapshot,
    objects: list.items
      .map((item) => knownObject(item, unserved.get(`${item.kind} ${keyOf(item)}`)))
      .filter((one) => kindsWithStatus.has(one.resource.kind) || one.unserved !== undefined),
    mistakes: listAt(list, 'mistakes').filter((line) => typeof line === 'string'),
  }
}

/** As /resources has them: each with the status that it has. */
type Item = Resource & { readonly status?: object }

interface List {
  readonly items: readonly Item[]
}

function nameOf(one: unknown): string {
  const namespace = textAt(one, 'namespace')
  return objectKey({ kind: textAt(one, 'kind') ?? '', namespace, name: textAt(one, 'name') ?? '' })
}

function knownObject(item: Item, unserved: string | undefined): KnownObject {
  const { kind, metadata, status } = item
  const { namespace, name, generation } = metadata
  return {
    resource: item,
    // What the dump has is the `status` of such an object.
    ...(status && { status: { kind, namespace, name, generation, status } as ObjectStatus }),
    ...(unserved !== undefined && { unserved }),
  }
}

async function dumpOf<T>(
  base: string,
  path: string,
  isDump: (value: unknown) => value is T,
): Promise<T> {
  const at = new URL(path, base)
  const answer = await fetch(at, {
    signal: AbortSignal.timeout(maxWaitMs),
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new UsageError(
      `Nothing answers at ${at.origin} (${reasonOf(cause)}): start \`rauta serve\`, or name its --admin address.`,
      { cause },
    )
  })
  const text = await responseText(answer).catch(() => '')
  if (answer.status === 503 && text.startsWith('The first configuration'))
    throw new UsageError(
      `The rauta at ${at.origin} has no configuration that is live yet: ask again.`,
    )
  const value = answer.ok ? parsed(text) : undefined
  if (isDump(value)) return value
  throw new UsageError(
    `What answers at ${at.origin} is not rauta's admin server (${path}: ${answer.status}): name that one, 127.0.0.1:9901 by default.`,
  )
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.message : String(cause)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not a dump, whatever it is.
    return undefined
  }
}

function isSnapshot(value: unknown): value is RoutingSnapshot {
  return (
    isObject(value) &&
    Array.isArray(value['listeners']) &&
    isObject(value['backends']) &&
    isObject(value['endpoints'])
  )
}

function isList(value: unknown): value is List {
  return (
    isObject(value) &&
    value['kind'] === 'List' &&
    Array.isArray(value['items']) &&
    value['items'].every((item) => isObject(item) && isObject(item['metadata']))
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
