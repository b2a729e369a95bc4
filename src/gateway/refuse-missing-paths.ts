// Before any port is taken: is there anything to serve?
import { stat } from 'node:fs/promises'
import { notFollowed } from '../manifests/watch/read-once.ts'
import { UsageError } from './words/usage-error.ts'

export async function refuseMissingPaths(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const found = await stat(path).catch((cause: unknown) => {
      throw new UsageError(
        `File or folder ${path} does not exist: give one with manifests with -f.`,
        { cause },
      )
    })
    if (!found.isFile() && !found.isDirectory()) throw new UsageError(notFollowed(path))
  }
}
