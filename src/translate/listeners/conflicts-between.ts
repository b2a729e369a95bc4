// What several listeners claim goes to the one that comes first. Gateways that share an address are merged
// by port and hostname, and the older keeps it: the spec would refuse both, and so let one tenant knock
// out another (docs/decisions/0005-older-gateway-wins.md). Behind the listeners of a Gateway come those of
// its ListenerSets: "1. "parent" Gateway 2. ListenerSet ordered by creation time (oldest first) 3. … by
// "{namespace}/{name}"" (listenerset_types.go). A listener that is refused or lost claims nothing; one
// whose references are not resolved does, so that a missing Secret hands its hostname to nobody.
import { byAge } from '../words/age.ts'
import { conflictWithGateway } from '../../status/conditions/listener-conditions.ts'
import {
  conflictWithEarlier,
  heldByParent,
  heldBySibling,
} from '../../status/conditions/listenerset-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { JudgedListenerSet } from './judge-listener-set.ts'
import { conflictsInside } from './conflicts-inside.ts'
import { type JudgedGateway, type JudgedListener, mayClaim, socketKeyOf } from './judged-gateway.ts'
import { familyOf, hasHostnames } from '../words/protocol-family.ts'

/** The conflict of each listener that lost, by its name. `sets` come in their order. */
export function conflictsBetween(
  gateways: readonly JudgedGateway[],
  sets: ReadonlyMap<string, readonly JudgedListenerSet[]> = new Map(),
): ReadonlyMap<string, Problem> {
  const held = new Map<string, Claims>()
  const conflicts = new Map<string, Problem>()
  const enter = (claimant: Claimant) => {
    if (!mayClaim(claimant.judged, claimant.listener)) return
    const conflict = claim(held, claimant)
    if (conflict) conflicts.set(claimant.listener.name, conflict)
  }
  for (const judged of gateways.toSorted((a, b) => byAge(a.gateway, b.gateway))) {
    for (const listener of judged.listeners) enter({ judged, set: undefined, listener })
    if (!isAccepted(judged, conflicts)) continue
    for (const set of sets.get(judged.key) ?? [])
      for (const claimant of leftOfSet(judged, set)) enter(claimant)
  }
  return conflicts

  /** A set's listeners but for those that others have already, and those that cannot be told apart. */
  function leftOfSet(judged: JudgedGateway, set: JudgedListenerSet): readonly Claimant[] {
    const all = set.listeners.map((listener, index) => ({ index, judged, set, listener }))
    const left = all.filter((claimant) => {
      const isLost =
        mayClaim(judged, claimant.listener) && holderOf(held, claimant.listener) !== undefined
      if (isLost) enter(claimant)
      return !isLost
    })
    const indistinct = conflictsInside(
      left.map(({ index, listener }) => [index, listener.listener] as const),
    )
    for (const { index, listener } of left) {
      const conflict = indistinct.get(index)
      if (conflict) conflicts.set(listener.name, conflict)
    }
    return left.filter(({ index }) => !indistinct.has(index))
  }
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

/** What is held on an address and port: by one family of protocols, and each hostname by one listener. */
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
  const holder = holderOf(held, claimant.listener)
  if (holder) return lostTo(holder.winner, claimant, holder.reason)
  const { listener } = claimant
  held
    .getOrInsertComputed(socketKeyOf(listener), () => ({ first: claimant, byHostname: new Map() }))
    .byHostname.set(listener.hostname, claimant)
  return undefined
}

interface Holder {
  readonly winner: Claimant
  readonly reason: 'ProtocolConflict' | 'HostnameConflict'
}

function holderOf(held: ReadonlyMap<string, Claims>, listener: JudgedListener): Holder | undefined {
  const claims = held.get(socketKeyOf(listener))
  if (!claims) return undefined
  const family = familyOf(listener.listener.protocol)
  const isShared =
    family !== undefined &&
    family === familyOf(claims.first.listener.listener.protocol) &&
    hasHostnames(family)
  if (!isShared) return { winner: claims.first, reason: 'ProtocolConflict' }
  const winner = claims.byHostname.get(listener.hostname)
  return winner && { winner, reason: 'HostnameConflict' }
}

function lostTo(
  winner: Claimant,
  { judged, set, listener }: Claimant,
  reason: Holder['reason'],
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
