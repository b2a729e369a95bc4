// An object of the manifests, with what Rauta says of it.
import type { Resource } from '../../resources/resource-set.ts'
import type { ObjectPlace } from '../../manifests/read/line-of-field.ts'
import type { TimedStatus } from '../../status/transition-times.ts'
import type { UnservedReason } from '../../gateway/unserved/unserved-reason.ts'

export interface CheckedObject {
  readonly resource: Resource
  readonly file: string
  readonly line: number
  readonly place: ObjectPlace
  /** Absent: nothing of Rauta's would be said of it. */
  readonly status?: TimedStatus
  /** Why there is no status; `isProblem` where references lead nowhere, beside a status too. */
  readonly notOurs?: UnservedReason
}
