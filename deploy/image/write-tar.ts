// Entries → a tar whose bytes depend on them alone: sorted, with their folders, one owner, one time.
import { pack } from 'tar-stream'
import type { LayerEntry } from './layer-entry.ts'

/** In pieces: the runtime's tar is large, and nobody needs it in one buffer. */
export async function writeTar(
  entries: readonly LayerEntry[],
  mtime: Date,
): Promise<readonly Uint8Array[]> {
  const tar = pack()
  for (const entry of sorted(withFolders(entries))) {
    const header = { name: entry.path, mtime, uid: 0, gid: 0, uname: '', gname: '' }
    if ('linkTo' in entry)
      tar.entry({ ...header, type: 'symlink', linkname: entry.linkTo, mode: 0o777 })
    else if ('folderMode' in entry)
      tar.entry({ ...header, type: 'directory', mode: entry.folderMode })
    else tar.entry({ ...header, mode: entry.isExecutable ? 0o755 : 0o644 }, entry.content)
  }
  tar.finalize()
  return Array.fromAsync(tar as AsyncIterable<Uint8Array>)
}

function withFolders(entries: readonly LayerEntry[]): readonly LayerEntry[] {
  const byPath = new Map<string, LayerEntry>()
  for (const entry of entries) {
    if (byPath.has(entry.path)) throw new Error(`two entries are named ${entry.path}`)
    byPath.set(entry.path, entry)
  }
  for (const { path } of entries) {
    const parts = path.split('/')
    for (let length = 1; length < parts.length; length++) {
      const folder = parts.slice(0, length).join('/')
      if (!byPath.has(folder)) byPath.set(folder, { path: folder, folderMode: 0o755 })
    }
  }
  return [...byPath.values()]
}

// By code unit, not by the machine's language.
function sorted(entries: readonly LayerEntry[]): readonly LayerEntry[] {
  return entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}
