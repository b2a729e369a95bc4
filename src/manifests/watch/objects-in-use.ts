// Which objects are in use after files were read again. What a file says now counts, but a mistake
// takes nothing away that worked: an object that is wrong now, or whose file cannot be read now,
// stays as it was last.
import { faultsOfChange } from '../validate/admit.ts'
import type { ReadFile } from '../read/manifest-file.ts'
import {
  inReadingOrder,
  type ManifestProblem,
  type Mistake,
  withEachKindOnce,
} from '../read/manifest-problem.ts'
import type { ManifestObject } from '../read/manifest-object.ts'
import { formatPath } from '../validate/spot.ts'
import { withoutDuplicates } from '../read/without-duplicates.ts'
import { idOf } from '../read/manifest-object.ts'

export interface ObjectsInUse {
  /** By `KIND NAMESPACE/NAME`. */
  readonly objects: Map<string, ManifestObject>
  readonly problems: readonly ManifestProblem[]
}

export function objectsInUse(
  files: readonly ReadFile[],
  before: ReadonlyMap<string, ManifestObject>,
): ObjectsInUse {
  const { resources, problems: twins } = withoutDuplicates(files.flatMap((file) => file.resources))
  const blank = files.filter((file) => isCutShort(file, before)).map(blankMistake)
  const problems = [...files.flatMap((file) => file.problems), ...blank, ...twins]
  const objects = new Map<string, ManifestObject>()
  for (const object of resources) {
    const id = idOf(object.resource)
    const refused = refusedChange(before.get(id), object)
    objects.set(id, refused?.stays ?? object)
    problems.push(...(refused?.mistakes ?? []))
  }
  const kept = keptObjects({ files, before, objects, problems })
  for (const [id, object] of kept) objects.set(id, object)
  const told = problems.map((problem) => marked(problem, kept))
  const inOrder = files.map(({ file }) => file)
  return { objects, problems: withEachKindOnce(inReadingOrder(told, inOrder)) }
}

/**
 * A writer that empties a file before it fills it again shows it empty for a moment. So white space
 * alone says nothing: to take objects away, remove the file, or leave a comment in it.
 */
function isCutShort(file: ReadFile, before: ReadonlyMap<string, ManifestObject>): boolean {
  return file.isBlank && before.values().some((object) => object.file === file.file)
}

function blankMistake({ file }: ReadFile): Mistake {
  const expected = 'objects (or a comment, where there should be none)'
  return { level: 'mistake', file, line: 0, object: '', path: '', expected, found: 'an empty file' }
}

interface Reading {
  readonly files: readonly ReadFile[]
  readonly before: ReadonlyMap<string, ManifestObject>
  readonly objects: ReadonlyMap<string, ManifestObject>
  readonly problems: readonly ManifestProblem[]
}

/** Those that nobody defines now, and nobody took away. */
function keptObjects({ files, before, objects, problems }: Reading): Map<string, ManifestObject> {
  const unclear = new Set([
    ...files.filter((file) => !file.isReadable || isCutShort(file, before)).map(({ file }) => file),
    ...problems.filter(isOfNobody).map(({ file }) => file),
  ])
  const mistaken = new Set(
    problems.filter(({ level }) => level === 'mistake').map(({ object }) => object),
  )
  const kept = before
    .entries()
    .filter(([id, { file }]) => !objects.has(id) && (unclear.has(file) || mistaken.has(id)))
  return new Map(kept)
}

/** A mistake in what an object is, or is called: it may be any of those that its file had. */
function isOfNobody(problem: ManifestProblem): boolean {
  if (problem.level === 'notice') return false
  return problem.object === '' || /^(kind|metadata(\.name|\.namespace)?)$/.test(problem.path)
}

function marked(
  problem: ManifestProblem,
  kept: ReadonlyMap<string, ManifestObject>,
): ManifestProblem {
  if (problem.level === 'notice') return problem
  const keepsLastGood = isOfNobody(problem)
    ? kept.values().some(({ file }) => file === problem.file)
    : kept.has(problem.object)
  return keepsLastGood ? { ...problem, keepsLastGood } : problem
}

interface RefusedChange {
  readonly stays: ManifestObject
  readonly mistakes: readonly Mistake[]
}

/** Some fields may not change once they are set (`self == oldSelf`). */
export function refusedChange(
  before: ManifestObject | undefined,
  { resource, file, line }: ManifestObject,
): RefusedChange | undefined {
  if (!before || before.resource === resource) return undefined
  const faults = faultsOfChange(before.resource, resource)
  if (faults.length === 0) return undefined
  const object = idOf(resource)
  const mistakes = faults.map(({ path, expected, found }): Mistake => {
    const fault = { path: formatPath(path), expected, found }
    return Object.assign(
      { level: 'mistake', file, line, object, keepsLastGood: true } as const,
      fault,
    )
  })
  return { stays: before, mistakes }
}
