// A folder as a tar whose bytes depend on names, contents and modes alone. Streamed: a node's root
// folder is too large for a buffer, and not every system's `tar` can leave times and owners out.
import { createReadStream, createWriteStream } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Header, type Pack, pack } from 'tar-stream'

const sameForAll = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' }

export async function writeTar(folder: string, file: string): Promise<void> {
  const tar = pack()
  await Promise.all([pipeline(tar, createWriteStream(file)), fill(tar, folder)])
}

async function fill(tar: Pack, folder: string): Promise<void> {
  try {
    await addFolder(tar, folder, '')
    tar.finalize()
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

/** Folder by folder: a recursive `readdir` goes into folders that are symbolic links. */
async function addFolder(tar: Pack, root: string, at: string): Promise<void> {
  for (const entry of (await readdir(join(root, at))).toSorted()) {
    const name = join(at, entry)
    const path = join(root, name)
    const stats = await lstat(path)
    const header = { ...sameForAll, name, mode: stats.mode & 0o7777 }
    if (stats.isSymbolicLink()) {
      const linkname = await readlink(path)
      await addEmpty(tar, { ...header, type: 'symlink', linkname })
    } else if (stats.isDirectory()) {
      await addEmpty(tar, { ...header, type: 'directory' })
      await addFolder(tar, root, name)
    } else {
      await pipeline(createReadStream(path), tar.entry({ ...header, size: stats.size }))
    }
  }
}

async function addEmpty(tar: Pack, header: Partial<Header> & { name: string }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    tar.entry(header, (error) => (error ? reject(error) : resolve()))
  })
}
