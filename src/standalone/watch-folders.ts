// Tells when something may have changed in a set of folders. Only folders are watched: a file that
// is replaced by rename is another file, and a watch of the old one would hear nothing more.
import { type FSWatcher, statSync, watch } from 'node:fs'
import { basename } from 'node:path'

export interface FolderWatch {
  /** From now on these; a folder that was removed and made again is watched anew. */
  follow(folders: ReadonlySet<string>): void
  close(): void
}

interface Watched {
  readonly identity: string
  readonly watcher: FSWatcher
}

// Where the system gives no watch (their number is limited), we look once a second.
const pollMs = 1000

export function watchFolders(onEvent: (folder: string, name: string | null) => void): FolderWatch {
  const watched = new Map<string, Watched>()
  let poll: NodeJS.Timeout | undefined

  function drop(folder: string): void {
    watched.get(folder)?.watcher.close()
    watched.delete(folder)
  }

  function pollInstead(folder: string): void {
    drop(folder)
    poll ??= setInterval(() => onEvent(folder, null), pollMs)
  }

  function add(folder: string, identity: string): void {
    try {
      const watcher = watch(folder, (event, name) => {
        // Its own name: it was removed or moved away, and this watch hears nothing more.
        if (event === 'rename' && name === basename(folder)) drop(folder)
        onEvent(folder, name)
      })
      watcher.on('error', () => pollInstead(folder))
      watched.set(folder, { identity, watcher })
    } catch {
      pollInstead(folder)
    }
  }

  return {
    follow(folders) {
      clearInterval(poll)
      poll = undefined
      for (const folder of watched.keys()) if (!folders.has(folder)) drop(folder)
      for (const folder of folders) {
        const identity = identityOf(folder)
        if (identity !== undefined && watched.get(folder)?.identity === identity) continue
        drop(folder)
        if (identity !== undefined) add(folder, identity)
      }
    },
    close() {
      clearInterval(poll)
      for (const folder of watched.keys()) drop(folder)
    },
  }
}

function identityOf(folder: string): string | undefined {
  const stats = statSync(folder, { throwIfNoEntry: false, bigint: true })
  // An inode's number is given again; the time of birth tells the two apart.
  return stats?.isDirectory() ? `${stats.dev} ${stats.ino} ${stats.birthtimeNs}` : undefined
}
