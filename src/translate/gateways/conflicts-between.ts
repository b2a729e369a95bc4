// What several listeners claim goes to the one that comes first. Gateways that share an address are merged
// by port and hostname, and the older keeps it: the spec would refuse both, and so let one tenant knock
// out another (docs/decisions/0005-older-gateway-wins.md). Behind the listeners of a Gateway come those of
// its ListenerSets: "1. "parent" Gateway 2. ListenerSet ordered by creation time (oldest first) 3. … by
// "{namespace}/{name}"" (listenerset_types.go). A listener that is refused or lost claims nothing; one
// whose references are not resolved does, so that a missing Secret hands its hostname to nobody.
import { byAge } from '../age.ts'
import { conflictWithGateway } from '../../status/listener-conditions.ts'
import {
  conflictWithEarlier,
  heldByParent,
  heldBySibling,
} from '../../status/listenerset-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { JudgedListenerSet } from '../listener-sets/judge-listener-set.ts'
import { type JudgedGateway, type JudgedListener, mayClaim, socketName } from './judged-gateway.ts'

/** The conflict of each listener that lost, by its name. `sets` come in their order. */
export function conflictsBetween(
  gateways: readonly JudgedGateway[],
  sets: ReadonlyMap<string, readonly JudgedListenerSet[]> = new Map(),
): ReadonlyMap<string, Problem> {
  const held = new Map<string, Claims>()
  const conflicts = new Map<string, Problem>()
  const enter = (claimant: Claimant) => {
    const conflict = mayClaim(claimant.judged, claimant.listener)
      ? claim(held, claimant)
      : conflictOfUnserved(held, claimant)
    if (conflict) conflicts.set(claimant.listener.name, conflict)
  }
  for (const judged of gateways.toSorted((a, b) => byAge(a.gateway, b.gateway))) {
    for (const listener of judged.listeners) enter({ judged, set: undefined, listener })
    if (!isAccepted(judged, conflicts)) continue
    for (const set of sets.get(judged.key) ?? [])
      for (const listener of set.listeners) enter({ judged, set, listener })
  }
  return conflicts
}

/** Nothing speaks against it as a whole, and one listener of its own at least is valid. */
export function isAccepted(
  { notAccepted, listeners }: JudgedGateway,
  conflicts: ReadonlyMap<string, Problem>,
): boolean {
  const isValid = (listener: JudgedListener) =>
    listener.notAccepted.length === 0 && !listener.conflict && !conflicts.has(listener.name)
  return notAccepted.length === 0 && listeners.some(isValid)
}

/** What is held on an address and port: one protocol, and each hostname by one listener. */
interface Claims {
  readonly first: Claimant
  readonly byHostname: Map<string, Claimant>
}

interface Claimant {
  readonly judged: JudgedGateway
  /** Undefined: the listener is the Gateway's own. */
  readonly set: JudgedListenerSet | undefined
  readonly listener: JudgedListener
}

/** Takes the claim, or says who has it. */
function claim(held: Map<string, Claims>, claimant: Claimant): Problem | undefined {
  const { listener } = claimant
  const socket = socketName(listener)
  const claims = held.get(socket)
  if (!claims) {
    held.set(socket, { first: claimant, byHostname: new Map([[listener.hostname, claimant]]) })
    return undefined
  }
  if (claims.first.listener.listener.protocol !== listener.listener.protocol)
    return lostTo(claims.first, claimant, 'ProtocolConflict')
  const winner = claims.byHostname.get(listener.hostname)
  if (winner) return lostTo(winner, claimant, 'HostnameConflict')
  claims.byHostname.set(listener.hostname, claimant)
  return undefined
}

/**
 * A set's listener of protocol TCP, or TLS beside HTTP, is on a port that somebody else has: "multiple
 * Listeners … with the same Listener port number, but … conflicting protocol specifications". It would
 * have lost, were its protocol served.
 */
function conflictOfUnserved(
  held: ReadonlyMap<string, Claims>,
  claimant: Claimant,
): Problem | undefined {
  const { set, listener } = claimant
  const first = set && listener.socket ? held.get(socketName(listener))?.first : undefined
  if (!first || first.set === set) return undefined
  const { protocol } = listener.listener
  const clashes =
    protocol === 'TCP' || (protocol === 'TLS' && first.listener.listener.protocol === 'HTTP')
  return clashes ? lostTo(first, claimant, 'ProtocolConflict') : undefined
}

function lostTo(
  winner: Claimant,
  { judged, set, listener }: Claimant,
  reason: 'ProtocolConflict' | 'HostnameConflict',
): Problem {
  const { name, protocol } = winner.listener.listener
  const claimed = { reason, port: listener.listener.port, hostname: listener.hostname, protocol }
  const gateway = winner.judged.key
  if (winner.judged !== judged || !set)
    return conflictWithGateway(listener.path, {
      ...claimed,
      winner: { gateway, listener: winner.set ? undefined : name },
    })
  return conflictWithEarlier(listener.path, {
    ...claimed,
    holder: winner.set
      ? heldBySibling(isNear(winner.set, set) ? winner.set.key : undefined, name)
      : heldByParent(gateway, name),
  })
}

function isNear(a: JudgedListenerSet, b: JudgedListenerSet): boolean {
  return a.listenerSet.metadata.namespace === b.listenerSet.metadata.namespace
}
