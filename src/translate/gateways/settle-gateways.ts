// Gateways beside each other: who keeps what several claim, and which listeners are served then.
import type { Problem } from '../../status/judged.ts'
import { conflictsBetween } from './conflicts-between.ts'
import { type JudgedGateway, type JudgedListener, mayClaim } from './judged-gateway.ts'
import { overlapsAmong } from './overlapping-hostnames.ts'

export interface SettledGateway {
  readonly judged: JudgedGateway
  readonly listeners: readonly SettledListener[]
}

export interface SettledListener {
  readonly judged: JudgedListener
  /** Inside its Gateway, or with an older one. */
  readonly conflict: Problem | undefined
  readonly overlap: Problem | undefined
  /** It is in the snapshot. */
  readonly isServed: boolean
}

export function settleGateways(gateways: readonly JudgedGateway[]): readonly SettledGateway[] {
  const conflicts = conflictsBetween(gateways)
  const served = new Set(
    gateways.flatMap((judged) =>
      judged.listeners.filter(
        (listener) =>
          mayClaim(judged, listener) &&
          !conflicts.has(listener.name) &&
          hasItsCertificates(listener),
      ),
    ),
  )
  const overlaps = overlapsAmong([...served])
  return gateways.map((judged) => ({
    judged,
    listeners: judged.listeners.map((listener) => ({
      judged: listener,
      conflict: listener.conflict ?? conflicts.get(listener.name),
      overlap: overlaps.get(listener.name),
      isServed: served.has(listener),
    })),
  }))
}

/** One usable certificate is enough to serve; its names decide who can use it. */
function hasItsCertificates({ listener, certificates }: JudgedListener): boolean {
  return listener.protocol === 'HTTP' || certificates.length > 0
}
