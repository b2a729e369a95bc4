// The status of a listener, be it a Gateway's own or a ListenerSet's, as far as it is known before the data
// plane has bound anything.
import type { Condition } from '../../status/condition.ts'
import { judged, type Problem, shortened } from '../../status/judged.ts'
import {
  listenerHasNoConflict,
  listenerIsAccepted,
  listenerIsResolved,
  listenerNotProgrammed,
} from '../../status/conditions/listener-conditions.ts'
import type { ListenerDraft } from '../../status/status-draft.ts'
import type { ResolvedListener } from './resolve-conflicts.ts'

export interface AboutListener {
  readonly attachedRoutes: number
  /** Why none of the listeners beside it is served either. */
  readonly whyNone: string | undefined
}

export function listenerDraft(listener: ResolvedListener, about: AboutListener): ListenerDraft {
  const { judged: own, conflict, overlap, isServed } = listener
  return {
    name: own.listener.name,
    supportedKinds: own.supportedKinds,
    attachedRoutes: about.attachedRoutes,
    accepted: judged('Accepted', acceptProblems(listener), {
      fine: listenerIsAccepted,
      notes: own.notes.accepted,
    }),
    notProgrammed: isServed ? undefined : notServed(listener, about),
    others: [
      judged('ResolvedRefs', own.notResolved, {
        fine: listenerIsResolved,
        notes: own.notes.resolvedRefs,
      }),
      negative('Conflicted', conflict, listenerHasNoConflict),
      // "a negative polarity condition and MUST NOT be set when it is False" (gateway_types.go).
      ...(overlap ? [negative('OverlappingTLSConfig', overlap, overlap)] : []),
    ],
  }
}

/** "ALL indistinct Listeners must not be accepted for processing" (gateway_types.go). */
export function acceptProblems({
  conflict,
  judged: { notAccepted },
}: Pick<ResolvedListener, 'conflict' | 'judged'>): readonly Problem[] {
  return conflict ? [...notAccepted, conflict] : notAccepted
}

function notServed(listener: ResolvedListener, { whyNone }: AboutListener): Problem {
  if (whyNone !== undefined) return listenerNotProgrammed(whyNone)
  if (acceptProblems(listener).length > 0) return listenerNotProgrammed('it is not accepted')
  if (listener.judged.missing) return listener.judged.missing
  return listenerNotProgrammed('none of its certificates can be used')
}

/** True is the bad news. */
function negative(type: string, problem: Problem | undefined, fine: Problem): Condition {
  const { reason, message } = problem ?? fine
  return { type, status: problem ? 'True' : 'False', reason, message: shortened(message) }
}
