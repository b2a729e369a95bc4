// What an explanation goes by: a snapshot, and the objects it was made from with what was said of them.
import type { Resource } from '../../resources/resource-set.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import { describeProblem } from '../../manifests/read/manifest-problem.ts'
import type { ObjectStatus } from '../../status/object-status.ts'
import { checkManifests } from '../check/check-manifests.ts'
import type { ExplainFlags } from './explain-flags.ts'
import { placesOf } from '../check/field-lines.ts'
import { readManifestsForCheck } from '../check/read-manifests-for-check.ts'

export interface Known {
  readonly snapshot: RoutingSnapshot
  readonly objects: readonly KnownObject[]
  /** Of manifests: what is left out, and why. */
  readonly mistakes: readonly string[]
}

export interface KnownObject {
  readonly resource: Resource
  /** `routes.yaml:12` */
  readonly place?: string
  /** Of the fields that a condition of it speaks of: `routes.yaml:19`. */
  readonly placesOf?: (said: { readonly part: string; readonly text: string }) => string
  readonly status?: ObjectStatus
  /** Which of its references lead nowhere, where no status says so. */
  readonly unserved?: string
}

export async function knownFromManifests(
  paths: readonly string[],
  { address, portOffset }: Pick<ExplainFlags, 'address' | 'portOffset'>,
): Promise<Known> {
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
