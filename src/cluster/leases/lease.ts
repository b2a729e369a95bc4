// A Lease as leader election uses it (coordination.k8s.io/v1): what is read of it, what a candidate
// writes, and when it may. Pure, so that the rule can be read and tested without a clock.
import { isRecord } from '../api/api-error.ts'
import { isApiObject } from '../api/api-object.ts'

export interface LeaseSpec {
  readonly holderIdentity?: string
  readonly leaseDurationSeconds?: number
  readonly acquireTime?: string
  readonly renewTime?: string
  readonly leaseTransitions?: number
}

export interface Lease {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string }
  readonly spec: LeaseSpec
}

/** A record, and when this process first saw it as it is: clocks of others are not trusted. */
export interface ObservedLease {
  readonly spec: LeaseSpec
  readonly sinceMs: number
}

export function readLease(object: unknown): Lease {
  if (!isApiObject(object)) throw new Error('the API server did not answer with a Lease')
  return { metadata: object.metadata, spec: isRecord(object['spec']) ? object['spec'] : {} }
}

/** Free, ours, or not renewed for as long as its holder said while we looked on. */
export function mayTake(observed: ObservedLease, identity: string, nowMs: number): boolean {
  const { holderIdentity = '', leaseDurationSeconds = 0 } = observed.spec
  if (holderIdentity === '' || holderIdentity === identity) return true
  return observed.sinceMs + leaseDurationSeconds * 1000 <= nowMs
}

export function takenBy(
  before: LeaseSpec,
  { identity, durationSeconds, now }: { identity: string; durationSeconds: number; now: Date },
): LeaseSpec {
  // metav1.MicroTime.
  const time = now.toISOString().replace('Z', '000Z')
  const isRenewal = before.holderIdentity === identity
  return {
    holderIdentity: identity,
    leaseDurationSeconds: durationSeconds,
    acquireTime: isRenewal ? (before.acquireTime ?? time) : time,
    renewTime: time,
    leaseTransitions: (before.leaseTransitions ?? 0) + (isRenewal ? 0 : 1),
  }
}
