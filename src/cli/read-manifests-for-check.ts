// Files and folders, or `-` for standard input, read once.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type ReadOnce, readOnce } from '../standalone/read-once.ts'
import { UsageError } from './usage-error.ts'

export async function readManifestsForCheck(
  paths: readonly string[],
  standardInput: Readable = process.stdin,
): Promise<ReadOnce> {
  if (!paths.includes('-')) return readFiles(paths)
  const folder = await mkdtemp(join(tmpdir(), 'rauta-'))
  try {
    // As a file it is read by the same rules as any other: encoding, size, one mistake a place.
    const file = join(folder, 'standard-input.yaml')
    await writeFile(file, await buffer(standardInput), { mode: 0o600 })
    const read = await readFiles(paths.map((path) => (path === '-' ? file : path)))
    const named = <T extends { readonly file: string }>(item: T): T =>
      item.file === file ? { ...item, file: 'standard input' } : item
    return { ...read, objects: read.objects.map(named), problems: read.problems.map(named) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function readFiles(paths: readonly string[]): Promise<ReadOnce> {
  try {
    return await readOnce(paths)
  } catch (error) {
    // Thrown where there is nothing at a path.
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
