// Whether a workload is as its newest manifest says, on every pod of it: no older pod is left, and the
// others are ready.
import type { V1DaemonSet, V1Deployment } from '@kubernetes/client-node'

/** Throws with how far it is. */
export function assertDaemonSetRolledOut({ metadata, status }: V1DaemonSet): void {
  const {
    desiredNumberScheduled: wanted = 0,
    numberReady = 0,
    updatedNumberScheduled = 0,
  } = status ?? {}
  assertRolledOut({
    isSeen: status?.observedGeneration === metadata?.generation,
    wanted: Math.max(wanted, 1),
    ready: numberReady,
    updated: updatedNumberScheduled,
  })
}

/** Throws with how far it is. */
export function assertDeploymentRolledOut({ metadata, spec, status }: V1Deployment): void {
  const { replicas = 0, readyReplicas = 0, updatedReplicas = 0 } = status ?? {}
  const wanted = spec?.replicas ?? 1
  assertRolledOut({
    isSeen: status?.observedGeneration === metadata?.generation && replicas <= wanted,
    wanted,
    ready: readyReplicas,
    updated: updatedReplicas,
  })
}

function assertRolledOut(state: {
  readonly isSeen: boolean
  readonly wanted: number
  readonly ready: number
  readonly updated: number
}): void {
  const { isSeen, wanted, ready, updated } = state
  if (!isSeen) throw new Error('its newest manifest is not carried out yet')
  if (updated < wanted) throw new Error(`${updated} of ${wanted} pods are up to date`)
  if (ready < wanted) throw new Error(`${ready} of ${wanted} pods are ready`)
}
