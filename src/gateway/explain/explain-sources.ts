// What an explanation goes by: a snapshot, and the objects it was made from with what was said of them.
import type { Resource } from '../../resources/resource-set.ts'
import type { RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { ObjectStatus } from '../../status/object-status.ts'

export interface ExplainSources {
  readonly snapshot: RoutingSnapshot
  readonly objects: readonly ExplainedObject[]
  /** Of manifests: what is left out, and why. */
  readonly mistakes: readonly string[]
}

export interface ExplainedObject {
  readonly resource: Resource
  /** `routes.yaml:12` */
  readonly place?: string
  /** Of the fields that a condition of it speaks of: `routes.yaml:19`. */
  readonly placesOf?: (said: { readonly part: string; readonly text: string }) => string
  readonly status?: ObjectStatus
  /** Which of its references lead nowhere, where no status says so. */
  readonly unserved?: string
}
