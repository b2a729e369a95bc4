// The official suite as one program of this machine, built once for each version of its modules: today's
// by go.mod, the one before by a file of its own beside it.
import { join } from 'node:path'
import { buildGoProgram } from '../tools/go-programs.ts'
import { gatewayApiVersion, type PinnedVersion } from '../tools/generate/crds.ts'
import type { Progress } from '../tools/progress.ts'

export const suiteFolder = join(import.meta.dirname, 'suite')
export const cacheFolder = join(import.meta.dirname, '../.cache/conformance')

/** Beside the suite's source; undefined: go.mod. */
export function modFileOf(version: PinnedVersion): string | undefined {
  return version === gatewayApiVersion ? undefined : `${version}.mod`
}

export async function suiteBinary(version: PinnedVersion, progress: Progress): Promise<string> {
  const modFile = modFileOf(version)
  const program = { name: 'suite', folder: suiteFolder, cache: cacheFolder, isTest: true }
  return buildGoProgram({ ...program, ...(modFile !== undefined && { modFile }) }, progress)
}
