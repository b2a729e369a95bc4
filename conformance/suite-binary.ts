// The official suite as one program of this machine, built once for each version of its modules.
import { join } from 'node:path'
import { buildGoProgram } from '../tools/go-programs.ts'
import type { Progress } from '../tools/progress.ts'

export const suiteFolder = join(import.meta.dirname, 'suite')
export const cacheFolder = join(import.meta.dirname, '../.cache/conformance')

export async function suiteBinary(progress: Progress): Promise<string> {
  const program = { name: 'suite', folder: suiteFolder, cache: cacheFolder, isTest: true }
  return buildGoProgram(program, progress)
}
