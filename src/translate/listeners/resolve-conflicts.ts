// Gateways and their ListenerSets beside each other: who keeps what several claim, and which listeners
// are served then. What is as it was is the same object (===): of thousands of sets a change touches few.
import { isDeepStrictEqual } from 'node:util'
import type { Problem } from '../../status/judged.ts'
import { keptLatest } from '../incremental/kept.ts'
import { allowsListenerSets } from './allowed-listeners.ts'
import type { JudgedListenerSet } from './judge-listener-set.ts'
import { conflictsBetween, isAccepted } from './conflicts-between.ts'
import { type JudgedGateway, type JudgedListener, mayClaim } from './judged-gateway.ts'
import { terminatesTls } from './listener-tls.ts'
import { overlapsAmong } from './overlapping-tls.ts'

export interface ResolvedGateways {
  readonly gateways: readonly ResolvedGateway[]
  readonly listenerSets: readonly ResolvedListenerSet[]
}

export interface ResolvedGateway {
  readonly judged: JudgedGateway
  readonly listeners: readonly ResolvedListener[]
  /** How many are, "Accepted: true" that is; undefined where none are allowed. */
  readonly attachedListenerSets: number | undefined
}

export interface ResolvedListenerSet {
  readonly judged: JudgedListenerSet
  readonly parent: JudgedGateway
  readonly isParentAccepted: boolean
  readonly listeners: readonly ResolvedListener[]
}

export interface ResolvedListener {
  readonly judged: JudgedListener
  /** Inside its Gateway or ListenerSet, or with one that came before. */
  readonly conflict: Problem | undefined
  readonly overlap: Problem | undefined
  /** It is in the snapshot. */
  readonly isServed: boolean
}

export function createConflictResolver() {
  const known = new WeakMap<JudgedListenerSet, ResolvedListenerSet>()
  return keptLatest(
    (gateways: readonly JudgedGateway[], sets: readonly JudgedListenerSet[]): ResolvedGateways => {
      const resolved = resolveConflicts(gateways, sets)
      const listenerSets = resolved.listenerSets.map((set) => {
        const before = known.get(set.judged)
        if (before && isSameSet(before, set)) return before
        known.set(set.judged, set)
        return set
      })
      return { ...resolved, listenerSets }
    },
  )
}

function resolveConflicts(
  gateways: readonly JudgedGateway[],
  sets: readonly JudgedListenerSet[],
): ResolvedGateways {
  const byGateway = Map.groupBy(sets, ({ gateway }) => gateway)
  const conflicts = conflictsBetween(gateways, byGateway)
  const claiming = gateways.flatMap((judged) => {
    const ofSets = isAccepted(judged, conflicts) ? (byGateway.get(judged.key) ?? []) : []
    return [...judged.listeners, ...ofSets.flatMap(({ listeners }) => listeners)].filter(
      (listener) =>
        mayClaim(judged, listener) &&
        listener.notAccepted.length === 0 &&
        !conflicts.has(listener.name) &&
        hasItsCertificates(listener),
    )
  })
  const served = new Set(claiming)
  const overlaps = overlapsAmong(claiming)
  const resolved = (listener: JudgedListener): ResolvedListener => ({
    judged: listener,
    conflict: listener.conflict ?? conflicts.get(listener.name),
    overlap: overlaps.get(listener.name),
    isServed: served.has(listener),
  })
  const resolvedGateways = gateways.map((judged) => {
    const isParentAccepted = isAccepted(judged, conflicts)
    const ofGateway = (byGateway.get(judged.key) ?? []).map((set): ResolvedListenerSet => ({
      judged: set,
      parent: judged,
      isParentAccepted,
      listeners: set.listeners.map(resolved),
    }))
    const gateway: ResolvedGateway = {
      judged,
      listeners: judged.listeners.map(resolved),
      attachedListenerSets: allowsListenerSets(judged.gateway)
        ? ofGateway.filter(isSetAccepted).length
        : undefined,
    }
    return { gateway, ofGateway }
  })
  return {
    gateways: resolvedGateways.map(({ gateway }) => gateway),
    listenerSets: resolvedGateways.flatMap(({ ofGateway }) => ofGateway),
  }
}

/** Allowed, its Gateway accepted, and one of its listeners can carry traffic. */
export function isSetAccepted({
  judged,
  isParentAccepted,
  listeners,
}: ResolvedListenerSet): boolean {
  return judged.notAllowed === undefined && isParentAccepted && listeners.some(isValid)
}

export function isValid({ judged, conflict }: ResolvedListener): boolean {
  return judged.notAccepted.length === 0 && conflict === undefined && hasItsCertificates(judged)
}

/** One usable certificate is enough to serve; its names decide who can use it. */
export function hasItsCertificates({ listener, certificates }: JudgedListener): boolean {
  return !terminatesTls(listener) || certificates.length > 0
}

function isSameSet(a: ResolvedListenerSet, b: ResolvedListenerSet): boolean {
  return (
    a.parent === b.parent &&
    a.isParentAccepted === b.isParentAccepted &&
    a.listeners.every((listener, index) => {
      const other = b.listeners[index]
      return (
        listener.judged === other?.judged &&
        listener.isServed === other.isServed &&
        isDeepStrictEqual(listener.conflict, other.conflict) &&
        isDeepStrictEqual(listener.overlap, other.overlap)
      )
    })
  )
}
