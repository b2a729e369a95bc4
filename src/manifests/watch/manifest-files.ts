// Which files a list of paths stands for, in an order that does not change from run to run.
import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

export interface ManifestFiles {
  /** As the user would write them: below the paths given. */
  readonly files: readonly string[]
  /** Those of them that may be links. */
  readonly links: readonly string[]
  /** Every folder that was looked into, for whoever watches them. */
  readonly folders: readonly string[]
  /** Paths given at which there is nothing. */
  readonly missing: readonly string[]
  /** Paths given at which there is something that can be read once: a pipe, a socket, a device. */
  readonly pipes: readonly string[]
}

interface Found {
  /** By full path: two ways to write one path are one file. */
  readonly files: Map<string, string>
  readonly links: Set<string>
  readonly folders: Set<string>
  readonly missing: string[]
  readonly pipes: string[]
}

/** `isOnce`: what can be read once is a file like any other, and `-` is standard input. */
export async function manifestFiles(
  paths: readonly string[],
  { isOnce = false }: { readonly isOnce?: boolean } = {},
): Promise<ManifestFiles> {
  const found: Found = {
    files: new Map(),
    links: new Set(),
    folders: new Set(),
    missing: [],
    pipes: [],
  }
  for (const path of paths) {
    const kind = isOnce && path === '-' ? 'pipe' : await kindOf(path)
    if (kind === 'pipe' && isOnce) found.files.set(path, path)
    else if (kind === 'pipe') found.pipes.push(path)
    else if (kind === 'folder') await lookInto(path, [], found)
    // A file that is named outright is read whatever its ending.
    else if (kind === 'file') addFile(path, true, found)
    else found.missing.push(path)
  }
  const { files, links, folders, ...others } = found
  return { files: [...files.values()], links: [...links], folders: [...folders], ...others }
}

async function lookInto(folder: string, above: readonly string[], found: Found): Promise<void> {
  const real = await orUndefined(realpath(folder))
  // A link to a folder around it leads in circles.
  if (real === undefined || above.includes(real)) return
  found.folders.add(folder)
  const entries = (await orUndefined(readdir(folder, { withFileTypes: true }))) ?? []
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    // Editors' swap files, `.git`, and the folders behind a mounted ConfigMap's `..data`.
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const kind = await kindOfEntry(entry, path)
    if (kind === 'folder') await lookInto(path, [...above, real], found)
    else if (kind === 'file' && /\.(ya?ml|json)$/.test(entry.name))
      addFile(path, entry.isSymbolicLink(), found)
  }
}

function addFile(path: string, mayBeLink: boolean, { files, links }: Found): void {
  const full = resolve(path)
  if (files.has(full)) return
  files.set(full, path)
  if (mayBeLink) links.add(path)
}

type Kind = 'file' | 'folder' | 'pipe'

/** No look at the disk for what is no link: a folder may hold thousands of files. */
async function kindOfEntry(entry: Dirent, path: string): Promise<Kind | undefined> {
  if (entry.isDirectory()) return 'folder'
  return entry.isFile() ? 'file' : kindOf(path)
}

/** Links are followed. What is gone a moment later is no error: its removal is an event too. */
async function kindOf(path: string): Promise<Kind | undefined> {
  const stats = await orUndefined(stat(path))
  if (stats?.isDirectory()) return 'folder'
  if (stats?.isFile()) return 'file'
  return stats ? 'pipe' : undefined
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch {
    // Gone, or not for us to read: the caller treats it as not there.
    return undefined
  }
}
