// One object of a Gateway written, or taken away. It is read first: an object of someone else that happens
// to have the name is not touched.
import type { ApiClient } from '../api/api-client.ts'
import { isStatus } from '../api/api-error.ts'
import { type ApiObject, isApiObject } from '../api/api-object.ts'
import { objectPath } from '../api/api-paths.ts'
import type { OrphanedObject } from './orphaned-objects.ts'
import type { DesiredObject } from './desired-objects.ts'
import { isManaged, unmanagedReason } from './unmanaged-reason.ts'

export interface WrittenObject {
  /** False: nothing can be done before the object changes. */
  readonly hasWritten: boolean
  readonly obstacle?: Obstacle
}

/** Something that a person has to put out of the way. */
export interface Obstacle {
  readonly reason: 'NameTaken' | 'Refused'
  readonly message: string
}

export async function applyManaged(
  api: ApiClient,
  { object, gateway }: DesiredObject,
  signal: AbortSignal,
): Promise<WrittenObject> {
  const live = await read(api, object, signal)
  const message = live && unmanagedReason(live, gateway)
  if (message) return { hasWritten: false, obstacle: { reason: 'NameTaken', message } }
  if (live && isGoing(live)) return { hasWritten: false }
  // With its uid nothing but the object that was read is changed. Without one it is created, and
  // whoever creates one of that name in these milliseconds loses it to the Gateway.
  const metadata = live ? { ...object.metadata, uid: live.metadata.uid } : object.metadata
  await api.send({
    method: 'PATCH',
    path: objectPath(object.kind, object.metadata),
    query: { fieldManager: 'rauta', force: true },
    patch: 'apply',
    body: { ...object, metadata },
    signal,
  })
  return { hasWritten: true }
}

export async function deleteManaged(
  api: ApiClient,
  object: OrphanedObject,
  { install, signal }: { readonly install: string; readonly signal: AbortSignal },
): Promise<WrittenObject> {
  const live = await read(api, object, signal)
  if (!live || isGoing(live) || !isManaged(live, install)) return { hasWritten: false }
  const { uid, resourceVersion } = live.metadata
  await api.send({
    method: 'DELETE',
    path: objectPath(object.kind, object.metadata),
    body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid, resourceVersion } },
    signal,
  })
  return { hasWritten: true }
}

async function read(
  api: ApiClient,
  { kind, metadata }: Pick<OrphanedObject, 'kind' | 'metadata'>,
  signal: AbortSignal,
): Promise<ApiObject | undefined> {
  try {
    const live = await api.send({ path: objectPath(kind, metadata), signal })
    return isApiObject(live) ? live : undefined
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

/** It is deleted, and waits for whoever cleans up behind it (a cloud's controller). */
function isGoing({ metadata }: ApiObject): boolean {
  return 'deletionTimestamp' in metadata
}
