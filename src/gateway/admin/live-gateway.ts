// What a running gateway knows of itself: everything that the admin server answers from.
import { describeProblem, type ManifestProblem } from '../../manifests/read/manifest-problem.ts'
import type { EndpointsHealth } from '../../proxy/balancing/balancer.ts'
import { objectKey } from '../../resources/object-key.ts'
import { keyOf, kinds, type Resource, type ResourceSet } from '../../resources/resource-set.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { TimedStatus } from '../../status/transition-times.ts'
import { leftOutAmong } from '../unserved/left-out.ts'
import type { Scope } from '../unserved/mistaken-kind.ts'
import { type UnservedObject, unservedObjects } from '../unserved/unserved-objects.ts'

export interface LiveGateway extends JudgedResources {
  readonly resources: ResourceSet
  readonly snapshot: RoutingSnapshot
  /** As requests found them. */
  readonly endpoints: EndpointsHealth
}

/** What is said of the resources, beside what is served. */
export interface JudgedResources {
  readonly statuses: readonly TimedStatus[]
  readonly problems: readonly ManifestProblem[]
  /** Of whom the resources are. */
  readonly scope: Scope
}

/** In the order of their kinds, each with the status that it has. */
export function judgedObjects({
  resources,
  statuses,
}: Pick<LiveGateway, 'resources' | 'statuses'>): readonly {
  readonly resource: Resource
  readonly status: TimedStatus | undefined
}[] {
  const byKey = new Map(statuses.map((status) => [objectKey(status), status]))
  return kinds.flatMap((kind) =>
    [...resources[kind].values()].map((resource) => ({
      resource,
      status: byKey.get(`${kind} ${keyOf(resource)}`),
    })),
  )
}

export function unservedIn({
  resources,
  statuses,
  problems,
  scope,
}: Omit<LiveGateway, 'snapshot' | 'endpoints'>): readonly UnservedObject[] {
  return [...unservedObjects({ resources, statuses }, scope, leftOutAmong(problems)).values()]
}

export function unservedLines(live: LiveGateway) {
  return unservedIn(live).map(({ about: { kind, metadata }, message }) => ({
    kind,
    namespace: metadata.namespace,
    name: metadata.name,
    message,
  }))
}

export function problemLines(
  { problems }: JudgedResources,
  level: ManifestProblem['level'],
): readonly string[] {
  return problems.filter((problem) => problem.level === level).map(describeProblem)
}
