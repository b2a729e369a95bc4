// A folder of this machine as the entries of a layer: names, contents, links, and whether a file can be
// run. Owners, times and all else stay behind.
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { LayerEntry } from './layer-entry.ts'

/** Folder by folder: a recursive `readdir` goes into folders that are symbolic links. */
export async function folderEntries(folder: string, at = ''): Promise<readonly LayerEntry[]> {
  const entries: LayerEntry[] = []
  for (const name of await readdir(join(folder, at))) {
    const path = join(at, name)
    const file = join(folder, path)
    const stats = await lstat(file)
    if (stats.isSymbolicLink()) {
      entries.push({ path, linkTo: await readlink(file) })
    } else if (stats.isDirectory()) {
      entries.push(
        { path, folderMode: stats.mode & 0o7777 },
        ...(await folderEntries(folder, path)),
      )
    } else {
      entries.push({ path, file, size: stats.size, isExecutable: (stats.mode & 0o111) !== 0 })
    }
  }
  return entries
}
