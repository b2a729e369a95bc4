// From what a gateway reports of itself to what is worth telling: what is new, and no more of it than
// anyone would read.
import type { AppliedRound } from '../control/create-control-loop.ts'
import { describeProblem, type ManifestProblem } from '../standalone/manifest-problem.ts'
import { changedConditions } from './changed-conditions.ts'
import { changeFacts } from './describe-change.ts'
import { followAddresses } from './follow-addresses.ts'
import { objectKey } from './object-key.ts'
import type { GatewayOptions } from './start-gateway.ts'
import type { Teller } from './teller.ts'
import { unservedObjects } from './unserved-objects.ts'

const mostToldOneByOne = 20

type Followed = Required<Pick<GatewayOptions, 'onProblems' | 'onApplied' | 'onStatuses'>>

/** `onFirst` is called when the first configuration is live, before its conditions are told. */
export function followGateway(teller: Teller, onFirst: Followed['onApplied']): Followed {
  let told: ReadonlySet<string> = new Set()
  let mistaken: ReadonlySet<string> = new Set()
  let unserved: ReadonlyMap<string, string> = new Map()
  const tellAddresses = followAddresses({
    address: (address, isOpen) => isFirst || teller.address(address, isOpen),
  })
  let isFirst = true

  function tellUnserved(round: AppliedRound): void {
    const now = unservedObjects(round)
    for (const [resource, reason] of now)
      if (unserved.get(resource) !== reason) teller.unserved(resource, reason)
    const ended = new Set([...unserved.keys()].filter((resource) => !now.has(resource)))
    // What is gone has no status either.
    if (ended.size > 0)
      for (const resource of round.statuses.map(objectKey))
        if (ended.has(resource)) teller.served(resource)
    unserved = now
  }

  return {
    onProblems(problems) {
      for (const problem of problems)
        if (!told.has(describeProblem(problem))) teller.problem(problem)
      const now = new Set(problems.filter(isMistake).map(({ file }) => file))
      // A file may be mended back to what is in use: then nothing else would say that it was read.
      for (const file of mistaken) if (!now.has(file)) teller.mended(file)
      told = new Set(problems.map(describeProblem))
      mistaken = now
    },
    onApplied(round, changes) {
      // A socket that could be bound only later is told of again, with no change.
      if (isFirst) onFirst(round, changes)
      else if (changes.length > mostToldOneByOne)
        teller.manyChanges(changes.length, round.durationMs)
      else
        for (const change of changes)
          teller.change(changeFacts(change, round.resources), round.durationMs)
      tellAddresses(round)
      tellUnserved(round)
      isFirst = false
    },
    onStatuses(changes) {
      for (const change of changes)
        for (const condition of changedConditions(change)) teller.condition(condition)
    },
  }
}

function isMistake({ level }: ManifestProblem): boolean {
  return level === 'mistake'
}
