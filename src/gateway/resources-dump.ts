// What was read, as kubectl would show it: one List, each object with the status that it has;
// and what List has no place for: mistakes in manifests, and objects that nobody serves.
import { keyOf, kinds, type ResourceSet } from '../resources/resource-set.ts'
import { describeProblem, type ManifestProblem } from '../manifests/read/manifest-problem.ts'
import type { TimedStatus } from '../status/transition-times.ts'
import { leftOutAmong } from './unserved/left-out.ts'
import { objectKey } from '../resources/object-key.ts'
import { unservedObjects } from './unserved/unserved-objects.ts'
import type { Scope } from './unserved/mistaken-kind.ts'

export interface ResourcesDump {
  readonly resources: ResourceSet
  readonly statuses: readonly TimedStatus[]
  readonly problems: readonly ManifestProblem[]
  /** Of whom the resources are. */
  readonly scope: Scope
}

export function resourcesDump({ resources, statuses, problems, scope }: ResourcesDump): object {
  const byKey = new Map(statuses.map((status) => [objectKey(status), status.status]))
  const items = kinds.flatMap((kind) =>
    [...resources[kind].values()].map((resource) => {
      const status = byKey.get(`${kind} ${keyOf(resource)}`)
      return status ? Object.assign({}, resource, { status }) : resource
    }),
  )
  const of = (level: ManifestProblem['level']) =>
    problems.filter((problem) => problem.level === level).map(describeProblem)
  const leftOut = leftOutAmong(problems)
  const unserved = [...unservedObjects({ resources, statuses }, scope, leftOut).values()]
  return {
    apiVersion: 'v1',
    kind: 'List',
    items,
    mistakes: of('mistake'),
    notices: of('notice'),
    unserved: unserved.map(({ about: { kind, metadata }, message }) => ({
      kind,
      namespace: metadata.namespace,
      name: metadata.name,
      message,
    })),
  }
}
