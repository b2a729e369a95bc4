// The status of a route: one entry for each of its parentRefs that names a Gateway of ours, or a
// ListenerSet of one.
import type { Route } from '../../resources/resource-set.ts'
import { judged, observedAt } from '../../status/judged.ts'
import type { RouteStatus } from '../../status/object-status.ts'
import { listenersNotLive, routeIsAccepted } from '../../status/conditions/parent-conditions.ts'
import type { TranslatedRoute } from '../rules/translated-route.ts'
import type { Attachment } from './attach-route.ts'

export interface RouteToReport {
  readonly route: Route
  readonly attachments: readonly Attachment[]
  readonly conditions: TranslatedRoute['conditions']
  /** Names of listeners that it is attached to and that carry no traffic. */
  readonly notLive: readonly string[]
  readonly controllerName: string
}

export function routeStatus(toReport: RouteToReport): RouteStatus {
  const { route, attachments, controllerName } = toReport
  const { namespace = '', name, generation } = route.metadata
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: route.kind,
    namespace,
    name,
    generation,
    status: {
      parents: attachments.map((attachment) => ({
        parentRef: attachment.parentRef,
        controllerName,
        conditions: observedAt(generation, conditionsOf(attachment, toReport)),
      })),
    },
  }
}

function conditionsOf(attachment: Attachment, { conditions, notLive }: RouteToReport) {
  const { accepted, resolvedRefs, partiallyInvalid, notServed } = conditions
  const problems = [attachment.problem, accepted].filter((problem) => problem !== undefined)
  const names = attachment.listeners.map(({ name }) => name)
  const idle = names.filter((name) => notLive.includes(name))
  const isSet = attachment.parentRef.kind === 'ListenerSet'
  return [
    judged('Accepted', problems, {
      fine: routeIsAccepted(names.map(sectionOf)),
      notes: [
        ...notServed,
        ...(attachment.notes ?? []),
        ...(idle.length > 0 ? [listenersNotLive(idle.map(sectionOf), isSet)] : []),
      ],
    }),
    resolvedRefs,
    // "MUST NOT be set if a Route is fully valid, fully invalid, or not accepted" (shared_types.go).
    ...(partiallyInvalid && problems.length === 0 ? [partiallyInvalid] : []),
  ]
}

function sectionOf(listener: string): string {
  return listener.slice(listener.lastIndexOf('/') + 1)
}
