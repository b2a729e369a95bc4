// Gateways that share an address are merged by port and hostname. Of two that claim the same, the
// older keeps it: the spec would refuse both, and so let one tenant knock out another
// (docs/decisions/0005-older-gateway-wins.md). A listener that is refused or lost claims nothing; one whose
// references are not resolved does, so that a missing Secret hands its hostname to nobody.
import { byAge } from '../age.ts'
import { keyOf } from '../../resources/resource-set.ts'
import { conflictWithGateway } from '../../status/listener-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import { type JudgedGateway, type JudgedListener, mayClaim, socketName } from './judged-gateway.ts'

/** The conflict of each listener that lost, by its name. */
export function conflictsBetween(gateways: readonly JudgedGateway[]): ReadonlyMap<string, Problem> {
  const held = new Map<string, Claims>()
  const conflicts = new Map<string, Problem>()
  for (const judged of gateways.toSorted((a, b) => byAge(a.gateway, b.gateway))) {
    for (const listener of judged.listeners) {
      if (!mayClaim(judged, listener)) continue
      const conflict = claim(held, judged, listener)
      if (conflict) conflicts.set(listener.name, conflict)
    }
  }
  return conflicts
}

/** What is held on an address and port: one protocol, and each hostname by one listener. */
interface Claims {
  readonly first: Holder
  readonly byHostname: Map<string, Holder>
}

interface Holder {
  readonly judged: JudgedGateway
  readonly listener: JudgedListener
}

/** Takes the claim, or says who has it. */
function claim(
  held: Map<string, Claims>,
  judged: JudgedGateway,
  listener: JudgedListener,
): Problem | undefined {
  const { port, protocol } = listener.listener
  const socket = socketName(listener)
  const claims = held.get(socket)
  if (!claims) {
    const first = { judged, listener }
    held.set(socket, { first, byHostname: new Map([[listener.hostname, first]]) })
    return undefined
  }
  const sameProtocol = claims.first.listener.listener.protocol === protocol
  const winner = sameProtocol ? claims.byHostname.get(listener.hostname) : claims.first
  if (winner)
    return conflictWithGateway(listener.path, {
      reason: sameProtocol ? 'HostnameConflict' : 'ProtocolConflict',
      port,
      hostname: listener.hostname,
      protocol: winner.listener.listener.protocol,
      winner: { gateway: keyOf(winner.judged.gateway), listener: winner.listener.listener.name },
    })
  claims.byHostname.set(listener.hostname, { judged, listener })
  return undefined
}
