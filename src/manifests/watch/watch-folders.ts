// Tells when something may have changed in a set of folders. Only folders are watched: a file that
// is replaced by rename is another file, and a watch of the old one would hear nothing more.
import { type FSWatcher, statSync, watch as systemWatch } from 'node:fs'
import { basename } from 'node:path'

export interface FolderWatch {
  /**
   * From now on these; a folder that was removed and made again is watched anew. Returns whether one
   * is watched that was not: what happened in it before went unseen.
   */
  follow(folders: Iterable<string>): boolean
  close(): void
}

export interface FolderWatchOptions {
  /**
   * `isWrite`: a file may be written now. Else a name came or went: Linux tells of each write to a file
   * by an event of its own.
   */
  readonly onEvent: (folder: string, name: string | null, isWrite: boolean) => void
  /** Throws where the system gives no watch: their number is limited. */
  readonly watch?: typeof systemWatch
  /** How often we look where there is no watch. */
  readonly pollMs?: number
}

interface Watched {
  readonly identity: string
  readonly watcher: FSWatcher
}

const usualPollMs = 1000

export function watchFolders(options: FolderWatchOptions): FolderWatch {
  const { onEvent, watch = systemWatch, pollMs = usualPollMs } = options
  const watched = new Map<string, Watched>()
  let poll: NodeJS.Timeout | undefined

  function drop(folder: string): void {
    watched.get(folder)?.watcher.close()
    watched.delete(folder)
  }

  function pollInstead(folder: string): void {
    drop(folder)
    poll ??= setInterval(() => onEvent(folder, null, true), pollMs)
  }

  function add(folder: string, identity: string): boolean {
    try {
      const watcher = watch(folder, (event, name) => {
        // Its own name: it was removed or moved away, and this watch hears nothing more.
        if (event === 'rename' && name === basename(folder)) drop(folder)
        onEvent(folder, name, event === 'change' || process.platform !== 'linux')
      })
      watcher.on('error', () => pollInstead(folder))
      watched.set(folder, { identity, watcher })
      return true
    } catch {
      pollInstead(folder)
      return false
    }
  }

  function stopPolling(): void {
    clearInterval(poll)
    poll = undefined
  }

  return {
    follow(folders) {
      stopPolling()
      const wanted = new Set(folders)
      for (const folder of watched.keys()) if (!wanted.has(folder)) drop(folder)
      let isNew = false
      for (const folder of wanted) {
        const identity = identityOf(folder)
        if (identity !== undefined && watched.get(folder)?.identity === identity) continue
        drop(folder)
        if (identity !== undefined && add(folder, identity)) isNew = true
      }
      return isNew
    },
    close() {
      stopPolling()
      for (const folder of watched.keys()) drop(folder)
    },
  }
}

function identityOf(folder: string): string | undefined {
  try {
    const { dev, ino, birthtimeNs } = statSync(folder, { bigint: true })
    // An inode's number is given again; the time of birth tells the two apart.
    return `${dev} ${ino} ${birthtimeNs}`
  } catch {
    // Gone: whoever watches the folder around it hears when it is back.
    return undefined
  }
}
