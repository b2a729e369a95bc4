// Files and folders, or `-` for standard input, read once.
import { text } from 'node:stream/consumers'
import { readManifestFile, type ReadFile } from '../standalone/manifest-file.ts'
import { manifestFiles } from '../standalone/manifest-files.ts'
import { objectsInUse } from '../standalone/objects-in-use.ts'
import { readManifests } from '../standalone/read-manifests.ts'
import { type ReadOnce, refuseMissing } from '../standalone/read-once.ts'
import { resourceSetOf } from '../standalone/resource-set-of.ts'
import { UsageError } from './usage-error.ts'

export async function readManifestsForCheck(
  paths: readonly string[],
  standardInput: NodeJS.ReadableStream = process.stdin,
): Promise<ReadOnce> {
  const found = await manifestFiles(paths.filter((path) => path !== '-'))
  try {
    refuseMissing(found)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
  const files = await Promise.all(found.files.map((file) => readManifestFile(file)))
  if (paths.includes('-')) files.push(fileOf(await text(standardInput)))
  const { objects, problems } = objectsInUse(files, new Map())
  const inOrder = [...objects.values()]
  return { resources: resourceSetOf(inOrder), objects: inOrder, problems }
}

function fileOf(content: string): ReadFile {
  const file = 'standard input'
  const isBlank = content.trim() === ''
  return {
    ...readManifests(content, file),
    file,
    isBlank,
    documents: new Map(),
    signature: undefined,
  }
}
