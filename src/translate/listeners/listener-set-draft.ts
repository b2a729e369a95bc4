// The status of a ListenerSet: "`Accepted` and `Programmed` conditions … MUST only summarize the
// status.listeners conditions that are exclusive to the ListenerSet. An exception to this is when the parent
// Gateway's … transition to False" (GEP-1713). As far as it is known before the data plane has bound anything.
import { judged, type Problem } from '../../status/judged.ts'
import {
  listenerSetIsAccepted,
  noneOfSetValid,
  parentNotAccepted,
  parentNotProgrammed,
  setHasNowhereToListen,
  someOfSetNotValid,
} from '../../status/conditions/listenerset-conditions.ts'
import type { ListenerDraft, ListenerSetDraft } from '../../status/status-draft.ts'
import { acceptProblems, listenerDraft } from './listener-draft.ts'
import { isValid, type ResolvedListener, type ResolvedListenerSet } from './resolve-conflicts.ts'

export function listenerSetDraft(
  set: ResolvedListenerSet,
  attachedRoutes: (listener: string) => number,
): ListenerSetDraft {
  const { namespace = '', name, generation } = set.judged.listenerSet.metadata
  const notAccepted = whyNotAccepted(set)
  const isParentDown = !set.isParentAccepted || set.parent.place.unusable !== undefined
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    namespace,
    name,
    generation,
    accepted: judged('Accepted', notAccepted ? [notAccepted] : [], {
      fine: fineOf(set.listeners),
    }),
    notProgrammed: whyNotProgrammed(set, notAccepted),
    others: [],
    listeners: set.listeners.map((listener) =>
      entryDraft(listener, {
        whyNone: isParentDown
          ? 'its Gateway is not served; see the conditions of the Gateway'
          : undefined,
        attachedRoutes: attachedRoutes(listener.judged.name),
      }),
    ),
  }
}

function whyNotAccepted({
  judged: { notAllowed, gateway },
  isParentAccepted,
  listeners,
}: ResolvedListenerSet): Problem | undefined {
  if (notAllowed) return notAllowed
  if (!isParentAccepted) return parentNotAccepted(gateway)
  return listeners.some(isValid) ? undefined : noneOfSetValid(namesOf(listeners))
}

function fineOf(listeners: readonly ResolvedListener[]): Problem {
  const invalid = listeners.filter((listener) => !isValid(listener))
  return invalid.length === 0 ? listenerSetIsAccepted : someOfSetNotValid(namesOf(invalid))
}

function whyNotProgrammed(
  { judged: { gateway }, parent: { place }, isParentAccepted, listeners }: ResolvedListenerSet,
  notAccepted: Problem | undefined,
): Problem | undefined {
  if (notAccepted && isParentAccepted) return notAccepted
  if (notAccepted?.reason === 'NotAllowed') return notAccepted
  if (notAccepted) return parentNotProgrammed(gateway)
  if (place.unusable) return parentNotProgrammed(gateway)
  const missing = listeners.filter((one) => one.judged.missing && isValid(one))
  const [first] = missing
  if (first?.judged.missing) return setHasNowhereToListen(namesOf(missing), first.judged.missing)
  return place.unreachable && parentNotProgrammed(gateway)
}

/**
 * Here a conflict is what is said first, and the reason why it is not programmed: "The conflicted listener
 * should not be accepted" for the reason of its conflict (GEP-1713, conformance details).
 */
function entryDraft(
  listener: ResolvedListener,
  about: Parameters<typeof listenerDraft>[1],
): ListenerDraft {
  const draft = listenerDraft(listener, about)
  const { conflict } = listener
  if (!conflict) return draft
  return {
    ...draft,
    accepted: judged('Accepted', acceptProblems(listener).toReversed(), { fine: conflict }),
    notProgrammed: draft.notProgrammed && { ...draft.notProgrammed, reason: conflict.reason },
  }
}

function namesOf(listeners: readonly ResolvedListener[]): readonly string[] {
  return listeners.map(({ judged: { listener } }) => listener.name)
}
