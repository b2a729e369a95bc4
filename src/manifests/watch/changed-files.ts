// What a few changed files change of the objects in use, where nothing is wrong with any: of thousands of objects the
// others are not looked at. In every other case objects-in-use.ts compares all.
import type { ReadFile } from '../read/manifest-file.ts'
import { idOf, type ManifestObject } from '../read/manifest-object.ts'
import { refusedChange } from './objects-in-use.ts'

export interface ChangedObjects {
  /** New ones, and those that were read anew. */
  readonly put: readonly ManifestObject[]
  /** By id. */
  readonly removed: readonly string[]
}

/** Undefined: all must be compared. `before` had no problems, and `objects` were all that it had. */
export function changedObjects(
  files: readonly ReadFile[],
  before: ReadonlyMap<string, ReadFile>,
  objects: ReadonlyMap<string, ManifestObject>,
): ChangedObjects | undefined {
  // A file that came or went may have been moved.
  if (files.length !== before.size) return undefined
  const put: ManifestObject[] = []
  const removed: string[] = []
  for (const file of files) {
    const known = before.get(file.file)
    if (file === known) continue
    if (!known || !isPlain(file)) return undefined
    const ids = new Set<string>()
    for (const object of file.resources) {
      const id = idOf(object.resource)
      const inUse = objects.get(id)
      if (inUse && (inUse.file !== file.file || refusedChange(inUse, object))) return undefined
      ids.add(id)
      put.push(object)
    }
    for (const { resource } of known.resources) {
      const id = idOf(resource)
      if (!ids.has(id)) removed.push(id)
    }
  }
  // Two of these files may have one object.
  return isEachOnce(put) ? { put, removed } : undefined
}

function isPlain({ problems, isReadable, isBlank }: ReadFile): boolean {
  return problems.length === 0 && isReadable && !isBlank
}

function isEachOnce(objects: readonly ManifestObject[]): boolean {
  return new Set(objects.map(({ resource }) => idOf(resource))).size === objects.length
}
