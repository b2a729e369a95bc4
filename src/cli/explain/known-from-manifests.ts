// What a gateway would know of manifests: the snapshot, and the objects with what is said of them.
import { describeProblem } from '../../manifests/read/manifest-problem.ts'
import type { ExplainSources } from '../../gateway/explain/explain-sources.ts'
import { checkManifests } from '../check/check-manifests.ts'
import type { ExplainFlags } from './explain-flags.ts'
import { placesOf } from '../check/field-lines.ts'
import { readManifestsForCheck } from '../check/read-manifests-for-check.ts'

export async function knownFromManifests(
  paths: readonly string[],
  { address, portOffset }: Pick<ExplainFlags, 'address' | 'portOffset'>,
): Promise<ExplainSources> {
  const read = await readManifestsForCheck(paths)
  const check = checkManifests(read, { address, portOffset, now: new Date() })
  return {
    snapshot: check.snapshot,
    objects: check.objects.map((object) => {
      const { resource, file, line, status, notOurs } = object
      return {
        resource,
        place: `${file}:${line}`,
        placesOf: (said) => placesOf(object, said),
        ...(status && { status }),
        ...(notOurs?.isProblem && { unserved: notOurs.reason }),
      }
    }),
    mistakes: check.problems
      .filter(({ level }) => level === 'mistake')
      .map((problem) => describeProblem(problem)),
  }
}
