// Two definitions of one object: the first stays, whatever the order of the kinds, and the mistake
// names both places.
import type { Mistake } from './manifest-problem.ts'
import { idOf, type ManifestObject } from './manifest-object.ts'

export interface WithoutDuplicates {
  readonly resources: readonly ManifestObject[]
  readonly problems: readonly Mistake[]
}

export function withoutDuplicates(objects: readonly ManifestObject[]): WithoutDuplicates {
  const firsts = new Map<string, ManifestObject>()
  const problems: Mistake[] = []
  for (const object of objects) {
    const id = idOf(object.resource)
    const first = firsts.get(id)
    if (first) problems.push(twinOf(first, object))
    else firsts.set(id, object)
  }
  return { resources: [...firsts.values()], problems }
}

function twinOf(first: ManifestObject, second: ManifestObject): Mistake {
  const { file, line } = second
  return {
    level: 'mistake',
    file,
    line,
    object: idOf(second.resource),
    path: '',
    expected: 'each object once',
    found: `it also at ${first.file}:${first.line}, which is used`,
  }
}
