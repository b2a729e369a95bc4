// From what a gateway reports of itself to what is worth telling: what is new, and no more of it than
// anyone would read.
import { describeProblem } from '../standalone/manifest-problem.ts'
import { changedConditions } from './changed-conditions.ts'
import { changeFacts } from './describe-change.ts'
import type { GatewayOptions } from './start-gateway.ts'
import type { Teller } from './teller.ts'

const mostToldOneByOne = 20

type Followed = Required<Pick<GatewayOptions, 'onProblems' | 'onApplied' | 'onStatuses'>>

/** `onFirst` is called when the first configuration is live, before its conditions are told. */
export function followGateway(teller: Teller, onFirst: Followed['onApplied']): Followed {
  let told: ReadonlySet<string> = new Set()
  let isFirst = true
  return {
    onProblems(problems) {
      for (const problem of problems)
        if (!told.has(describeProblem(problem))) teller.problem(problem)
      told = new Set(problems.map(describeProblem))
    },
    onApplied(round, changes) {
      // A socket that could be bound only later is told of again, with no change.
      if (isFirst) onFirst(round, changes)
      else if (changes.length > mostToldOneByOne)
        teller.manyChanges(changes.length, round.durationMs)
      else
        for (const change of changes)
          teller.change(changeFacts(change, round.resources), round.durationMs)
      isFirst = false
    },
    onStatuses(changes) {
      for (const change of changes)
        for (const condition of changedConditions(change)) teller.condition(condition)
    },
  }
}
