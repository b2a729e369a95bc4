// What a gateway would say of the manifests, were every port free: the same translation as `serve`,
// with nothing bound.
import { keyOf, routeKinds } from '../../resources/resource-set.ts'
import { allListenersBound } from '../../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { ManifestProblem } from '../../manifests/read/manifest-problem.ts'
import type { ReadOnce } from '../../manifests/watch/read-once.ts'
import { withTransitionTimes } from '../../status/transition-times.ts'
import { statusesOf } from '../../status/statuses-of.ts'
import type { Addressing } from '../../translate/words/addressing.ts'
import { createTranslator } from '../../translate/create-translator.ts'
import { type Finding, findingsOf } from './check-findings.ts'
import type { CheckedObject } from './checked-object.ts'
import { hasProblem } from '../../gateway/condition-problems.ts'
import { controllerName } from '../../resources/controller-name.ts'
import { leftOutAmong } from '../../gateway/unserved/left-out.ts'
import { objectKey } from '../../resources/object-key.ts'
import { unservedObjects } from '../../gateway/unserved/unserved-objects.ts'
import { unservedReason } from '../../gateway/unserved/unserved-reason.ts'

export interface CheckResult {
  /** What would be served. */
  readonly snapshot: RoutingSnapshot
  /** Those of Gateway API that a status belongs to, in the order of the files. */
  readonly objects: readonly CheckedObject[]
  readonly problems: readonly ManifestProblem[]
  /** All that there is to say, mistakes in manifests first. */
  readonly findings: readonly Finding[]
  /** Nothing is a mistake or a problem; there may be warnings. */
  readonly isFine: boolean
}

export interface CheckOptions {
  readonly address: string
  readonly portOffset: number
  readonly now: Date
}

export const kindsWithStatus: ReadonlySet<string> = new Set([
  'GatewayClass',
  'Gateway',
  'ListenerSet',
  ...routeKinds,
  'BackendTLSPolicy',
])

export function checkManifests(read: ReadOnce, options: CheckOptions): CheckResult {
  const { address, portOffset, now } = options
  const translate = createTranslator({ controllerName, portOffset, reservedPorts: [] })
  const addressing: Addressing = { mode: 'host', bind: address, addresses: [address] }
  const circumstances = { liveCertificates: {}, nowMs: now.getTime(), addressing }
  const { snapshot, drafts } = translate(read.resources, circumstances)
  const statuses = statusesOf(drafts, allListenersBound(snapshot.listeners))
  const leftOut = leftOutAmong(read.problems)
  const time = `${now.toISOString().slice(0, 19)}Z`
  const byKey = new Map(
    statuses.map((status) => [
      objectKey(status),
      leftOut.inStatus(withTransitionTimes(undefined, status, time)),
    ]),
  )
  const unserved = unservedObjects({ resources: read.resources, statuses }, 'manifests', leftOut)
  const objects = read.objects.flatMap((object): readonly CheckedObject[] => {
    const { resource } = object
    const key = `${resource.kind} ${keyOf(resource)}`
    const status = byKey.get(key)
    const mistake = unserved.get(key)
    if (!kindsWithStatus.has(resource.kind) && !mistake) return []
    if (mistake) {
      const notOurs = { reason: mistake.message, isProblem: true }
      return [{ ...object, ...(status && { status }), notOurs }]
    }
    return [
      {
        ...object,
        ...(status ? { status } : { notOurs: unservedReason(resource, read.resources) }),
      },
    ]
  })
  const findings = findingsOf(read.problems, objects)
  return {
    snapshot,
    objects,
    problems: read.problems,
    findings,
    isFine: !findings.some(({ level }) => level === 'mistake' || level === 'problem'),
  }
}

export function isWrong({ status, notOurs }: CheckedObject): boolean {
  return notOurs?.isProblem === true || (status !== undefined && hasProblem(status))
}
