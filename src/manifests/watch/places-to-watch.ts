// Which folders must be watched, and for which names, so that nothing that can happen to the
// manifests at the given paths goes unseen.
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { ManifestFiles } from './manifest-files.ts'

/** By folder: the names that matter in it. */
export type PlacesToWatch = ReadonlyMap<string, ReadonlySet<string> | 'any name'>

export async function placesToWatch(
  paths: readonly string[],
  { links, folders }: ManifestFiles,
): Promise<PlacesToWatch> {
  const places = new Map<string, Set<string> | 'any name'>()
  for (const folder of folders) places.set(resolve(folder), 'any name')
  for (const path of paths) await addWayTo(resolve(path), places)
  for (const file of links) {
    const real = await realpath(file).catch(() => undefined)
    if (real !== undefined && real !== resolve(file)) addName(real, places)
  }
  return places
}

/** Whether what happened to `name` in `folder` can concern the manifests. */
export function matters(places: PlacesToWatch, folder: string, name: string | null): boolean {
  const names = places.get(folder)
  // A mounted ConfigMap changes by one rename of `..data`, to which its files are links.
  if (name === null || name.startsWith('..')) return true
  return names === 'any name' ? !name.startsWith('.') : names === undefined || names.has(name)
}

/** The folder around it, or where that is gone, the nearest that is there. */
async function addWayTo(path: string, places: Map<string, Set<string> | 'any name'>) {
  addName(path, places)
  const folder = dirname(path)
  // Removed and made again, it tells so by its own name.
  addName(`${folder}/${basename(folder)}`, places)
  const isThere = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
  if (!isThere && folder !== dirname(folder)) await addWayTo(folder, places)
}

function addName(path: string, places: Map<string, Set<string> | 'any name'>): void {
  const names = places.get(dirname(path)) ?? new Set()
  if (names === 'any name') return
  places.set(dirname(path), names.add(basename(path)))
}
