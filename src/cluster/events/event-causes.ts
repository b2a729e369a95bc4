// Of all that conditions say is wrong with an object, what is worth an Event: the causes, and not what
// follows from them, which would tell the same thing three times.
//
// - `Accepted` says nothing new of a listener that is `Conflicted`, nor `Programmed` where anything else is
//   wrong with the same part.
// - What a Gateway or ListenerSet says of its listeners as a whole (ListenersNotValid, ListenersNotResolved, and Programmed
//   as Invalid or Pending) is told by theirs.
// - That a listener is not served (Programmed, Invalid) is told by the Gateway, where that is refused.
// - What several listeners or parents say in the same words is told once, with the names of all.
import type { Condition } from '../../status/condition.ts'
import { isAdvice, isProblem, judgementsOf } from '../../status/condition-problems.ts'
import type { ObjectStatus } from '../../status/object-status.ts'

export interface Cause {
  /** Of the condition. */
  readonly type: string
  readonly reason: string
  /** Begins with the names of the parts that it is about. */
  readonly message: string
}

interface PartProblems {
  readonly part: string
  readonly problems: readonly Condition[]
}

export function eventCauses(status: ObjectStatus): readonly Cause[] {
  const parts = judgementsOf(status).map(({ part, conditions }) => ({
    part,
    problems: conditions.filter((condition) => isProblem(condition) || isAdvice(condition)),
  }))
  switch (status.kind) {
    case 'Gateway':
      return together(ofGateway(parts))
    case 'ListenerSet': {
      const [whole, ...listeners] = parts
      return together(ofGateway([...(whole ? [withoutConsequences(whole)] : []), ...listeners]))
    }
    default:
      return together(parts.map(withoutConsequences))
  }
}

function ofGateway([whole, ...listeners]: readonly PartProblems[]): readonly PartProblems[] {
  if (!whole) return []
  const own = whole.problems.filter(({ reason }) => !summaries.has(reason))
  const isRefused = own.some((problem) => !isVague(problem))
  const ofListeners = listeners.map(withoutConsequences).map(({ part, problems }) => ({
    part,
    problems: isRefused ? problems.filter((problem) => !isVague(problem)) : problems,
  }))
  const isTold = isRefused || ofListeners.some(({ problems }) => problems.some(isProblem))
  return [
    { part: whole.part, problems: own.filter((problem) => !isTold || !isVague(problem)) },
    ...ofListeners,
  ]
}

const summaries: ReadonlySet<string> = new Set(['ListenersNotValid', 'ListenersNotResolved'])

function isVague({ type, reason }: Condition): boolean {
  return type === 'Programmed' && (reason === 'Invalid' || reason === 'Pending')
}

function withoutConsequences({ part, problems }: PartProblems): PartProblems {
  const has = (type: string) => problems.some((problem) => problem.type === type)
  return {
    part,
    problems: problems.filter(({ type }) => {
      if (type === 'Accepted') return !has('Conflicted')
      if (type !== 'Programmed') return true
      return !has('Conflicted') && !has('Accepted') && !has('ResolvedRefs')
    }),
  }
}

function together(parts: readonly PartProblems[]): readonly Cause[] {
  const same = new Map<string, { readonly problem: Condition; readonly names: string[] }>()
  for (const { part, problems } of parts)
    for (const problem of problems) {
      const words = `${problem.type} ${problem.reason} ${problem.message}`
      same.getOrInsertComputed(words, () => ({ problem, names: [] })).names.push(part)
    }
  return [...same.values()].map(({ problem: { type, reason, message }, names }) => {
    const about = names.filter((name) => name !== '').join('; ')
    return { type, reason, message: about === '' ? message : `${about}: ${message}` }
  })
}
