// What was read, as kubectl would show it: one List, each object with the status that it has.
import { keyOf, kinds, type ResourceSet } from '../resources/resource-set.ts'
import { describeProblem, type ManifestProblem } from '../standalone/manifest-problem.ts'
import type { TimedStatus } from '../standalone/transition-times.ts'
import { objectKey } from './object-key.ts'

export interface ResourcesDump {
  readonly resources: ResourceSet
  readonly statuses: readonly TimedStatus[]
  readonly problems: readonly ManifestProblem[]
}

export function resourcesDump({ resources, statuses, problems }: ResourcesDump): object {
  const byKey = new Map(statuses.map((status) => [objectKey(status), status.status]))
  const items = kinds.flatMap((kind) =>
    [...resources[kind].values()].map((resource) => {
      const status = byKey.get(`${kind} ${keyOf(resource)}`)
      return status ? Object.assign({}, resource, { status }) : resource
    }),
  )
  return { apiVersion: 'v1', kind: 'List', items, problems: problems.map(describeProblem) }
}
