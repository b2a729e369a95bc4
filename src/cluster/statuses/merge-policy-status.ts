// The ancestors of a policy's status. "Controllers should ensure that entries to status populated with
// their ControllerName are cleaned up when they are no longer necessary" (policy_types.go).
import type { PolicyAncestorStatus } from '../../status/object-status.ts'
import { isRecord } from '../api/api-error.ts'
import { mergeEntries } from './merge-entries.ts'

/** "If this slice is full, implementations MUST NOT add further entries." */
const mostAncestors = 16

export interface PolicyStatusMerge {
  /** The policy's status as the API server has it. */
  readonly live: unknown
  /** None where no Gateway of ours uses what the policy targets: our entries are removed. */
  readonly ours: readonly PolicyAncestorStatus[]
  readonly controllerName: string
  readonly now: string
}

export function mergePolicyStatus({ live, ...merge }: PolicyStatusMerge): {
  readonly ancestors: readonly unknown[]
} {
  const there = isRecord(live) ? live['ancestors'] : undefined
  return {
    ancestors: mergeEntries({ ...merge, live: there, refOf: 'ancestorRef', most: mostAncestors }),
  }
}
