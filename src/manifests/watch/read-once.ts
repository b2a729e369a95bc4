// Manifests read once and for all, as `rauta check` does it.
import type { Readable } from 'node:stream'
import type { ResourceSet } from '../../resources/resource-set.ts'
import { ResourceStore } from '../../resources/resource-store.ts'
import { implicitNamespaces } from './implicit-namespaces.ts'
import { bytesAt } from '../read/bytes-at.ts'
import { manifestFiles, type ManifestFiles } from './manifest-files.ts'
import { readManifestBytes, type ReadFile } from '../read/manifest-file.ts'
import type { ManifestProblem } from '../read/manifest-problem.ts'
import { objectsInUse } from './objects-in-use.ts'
import type { ManifestObject } from '../read/manifest-object.ts'

export interface ReadOnce {
  /** Namespaces that are only named included. */
  readonly resources: ResourceSet
  /** Where each object stands. */
  readonly objects: readonly ManifestObject[]
  readonly problems: readonly ManifestProblem[]
}

/** Throws where there is nothing at a path, or no manifest anywhere: who checks nothing is no wiser. */
export async function readOnce(
  paths: readonly string[],
  standardInput: Readable = process.stdin,
): Promise<ReadOnce> {
  const found = refuseMissing(await manifestFiles(paths, { isOnce: true }))
  if (found.files.length === 0)
    throw new Error(
      `No *.yaml, *.yml or *.json file in ${paths.join(', ')}: give files or folders with manifests with -f.`,
    )
  const files: ReadFile[] = []
  for (const file of found.files) {
    const name = file === '-' ? 'standard input' : file
    files.push(await readManifestBytes(name, () => bytesAt(file, standardInput)))
  }
  const { objects, problems } = objectsInUse(files, new Map())
  const inOrder = [...objects.values()]
  return { resources: resourceSetOf(inOrder), objects: inOrder, problems }
}

/** One sentence that says what to do. */
export function refuseMissing(found: ManifestFiles): ManifestFiles {
  const [pipe] = found.pipes
  if (pipe !== undefined) throw new Error(notFollowed(pipe))
  const [path] = found.missing
  if (path === undefined) return found
  throw new Error(`File or folder ${path} does not exist: give one with manifests with -f.`)
}

/** A pipe is read once. */
export function notFollowed(path: string): string {
  return `${path} is a pipe or a device, and Rauta cannot follow its changes: give a file or folder with -f.`
}

/** What manifests hold, as the set that is translated. */
export function resourceSetOf(objects: readonly Pick<ManifestObject, 'resource'>[]): ResourceSet {
  const resources = objects.map(({ resource }) => resource)
  const store = new ResourceStore()
  for (const resource of [...resources, ...implicitNamespaces(resources)]) store.put(resource)
  return store.current()
}
