// Entries → a tar whose bytes depend on them alone: sorted, with their folders, one owner, one time.
// A stream: a node's root folder is too large for a buffer.
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Header, type Pack, pack } from 'tar-stream'
import type { LayerEntry } from './layer-entry.ts'

type NamedHeader = Partial<Header> & { readonly name: string }

export function tarOf(entries: readonly LayerEntry[], mtime: Date): Readable {
  const ordered = sorted(withFolders(entries))
  return Readable.from(written(ordered, mtime), { objectMode: false })
}

async function* written(entries: readonly LayerEntry[], mtime: Date): AsyncGenerator<Uint8Array> {
  const tar = pack()
  void fill(tar, entries, mtime)
  yield* tar as AsyncIterable<Uint8Array>
}

/** Never rejects: what goes wrong ends the tar. */
async function fill(tar: Pack, entries: readonly LayerEntry[], mtime: Date): Promise<void> {
  try {
    for (const entry of entries) await add(tar, entry, mtime)
    tar.finalize()
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

async function add(tar: Pack, entry: LayerEntry, mtime: Date): Promise<void> {
  const header = { name: entry.path, mtime, uid: 0, gid: 0, uname: '', gname: '' }
  if ('linkTo' in entry)
    return addWhole(tar, { ...header, type: 'symlink', linkname: entry.linkTo, mode: 0o777 })
  if ('folderMode' in entry)
    return addWhole(tar, { ...header, type: 'directory', mode: entry.folderMode })
  const mode = entry.isExecutable ? 0o755 : 0o644
  if ('content' in entry) return addWhole(tar, { ...header, mode }, entry.content)
  await pipeline(createReadStream(entry.file), tar.entry({ ...header, mode, size: entry.size }))
}

async function addWhole(tar: Pack, header: NamedHeader, content?: Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onEnd = (error?: Error | null): void => (error ? reject(error) : resolve())
    if (content === undefined) tar.entry(header, onEnd)
    else tar.entry(header, content, onEnd)
  })
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
