// Which files a list of paths stands for, in an order that does not change from run to run.
import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface ManifestFiles {
  /** As the user would write them: below the paths given. */
  readonly files: readonly string[]
  /** Every folder that was looked into, for whoever watches them. */
  readonly folders: readonly string[]
  /** Paths given at which there is nothing. */
  readonly missing: readonly string[]
}

interface Found {
  readonly files: Set<string>
  readonly folders: Set<string>
  readonly missing: string[]
}

export async function manifestFiles(paths: readonly string[]): Promise<ManifestFiles> {
  const found: Found = { files: new Set(), folders: new Set(), missing: [] }
  for (const path of paths) {
    const kind = await kindOf(path)
    if (kind === 'folder') await lookInto(path, [], found)
    // A file that is named outright is read whatever its ending.
    else if (kind === 'file') found.files.add(path)
    else found.missing.push(path)
  }
  return { files: [...found.files], folders: [...found.folders], missing: found.missing }
}

async function lookInto(folder: string, above: readonly string[], found: Found): Promise<void> {
  const real = await orUndefined(realpath(folder))
  // A link to a folder around it leads in circles.
  if (real === undefined || above.includes(real)) return
  found.folders.add(folder)
  const names = (await orUndefined(readdir(folder))) ?? []
  for (const name of names.toSorted()) {
    // Editors' swap files, `.git`, and the folders behind a mounted ConfigMap's `..data`.
    if (name.startsWith('.')) continue
    const path = join(folder, name)
    const kind = await kindOf(path)
    if (kind === 'folder') await lookInto(path, [...above, real], found)
    else if (kind === 'file' && /\.(ya?ml|json)$/.test(name)) found.files.add(path)
  }
}

/** Links are followed. A file that is gone a moment later is no error: its removal is an event too. */
async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const stats = await orUndefined(stat(path))
  if (stats?.isDirectory()) return 'folder'
  return stats?.isFile() ? 'file' : undefined
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch {
    // Gone, or not for us to read: the caller treats it as not there.
    return undefined
  }
}
