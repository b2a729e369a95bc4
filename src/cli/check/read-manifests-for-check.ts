// Files and folders, pipes, or `-` for standard input, read once.
import type { Readable } from 'node:stream'
import { type ReadOnce, readOnce } from '../../manifests/watch/read-once.ts'
import { UsageError } from '../../gateway/words/usage-error.ts'

export async function readManifestsForCheck(
  paths: readonly string[],
  standardInput: Readable = process.stdin,
): Promise<ReadOnce> {
  try {
    return await readOnce(paths, standardInput)
  } catch (error) {
    // Thrown where there is nothing at a path.
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
