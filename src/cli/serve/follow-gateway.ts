// From what a gateway reports of itself to what is worth telling: what is new, and no more of it than
// anyone would read.
import { describeProblem, type ManifestProblem } from '../../manifests/read/manifest-problem.ts'
import { changedConditions } from '../../gateway/changed-conditions.ts'
import { changedWarnings } from './changed-warnings.ts'
import { changeFacts } from '../../gateway/describe-change.ts'
import { followAddresses } from './follow-addresses.ts'
import { followUnserved } from '../../gateway/follow-unserved.ts'
import { leftOutAmong } from '../../gateway/unserved/left-out.ts'
import { objectKey } from '../../resources/object-key.ts'
import type { GatewayOptions } from '../../gateway/start-gateway.ts'
import type { Reporter } from '../../gateway/reporter.ts'
import { unservedObjects } from '../../gateway/unserved/unserved-objects.ts'

const mostToldOneByOne = 20

type Followed = Required<Pick<GatewayOptions, 'onProblems' | 'onApplied' | 'onStatuses'>>

/** `onFirst` is called when the first configuration is live, before its conditions are told. */
export function followGateway(reporter: Reporter, onFirst: Followed['onApplied']): Followed {
  let told: ReadonlySet<string> = new Set()
  let mistaken: ReadonlySet<string> = new Set()
  const tellUnserved = followUnserved(reporter)
  const tellAddresses = followAddresses({
    address: (address, isOpen) => isFirst || reporter.address(address, isOpen),
  })
  let isFirst = true
  let leftOut = leftOutAmong([])

  return {
    onProblems(problems) {
      for (const problem of problems)
        if (!told.has(describeProblem(problem))) reporter.problem(problem)
      const now = new Set(problems.filter(isMistake).map(({ file }) => file))
      // A file may be mended back to what is in use: then nothing else would say that it was read.
      for (const file of mistaken) if (!now.has(file)) reporter.mended(file)
      told = new Set(problems.map(describeProblem))
      leftOut = leftOutAmong(problems)
      mistaken = now
    },
    onApplied(round, changes) {
      // A socket that could be bound only later is told of again, with no change.
      if (isFirst) onFirst(round, changes)
      else if (changes.length > mostToldOneByOne)
        reporter.manyChanges(changes.length, round.durationMs)
      else
        for (const change of changes)
          reporter.change(changeFacts(change, round.resources), round.durationMs)
      tellAddresses(round)
      tellUnserved(unservedObjects(round, 'manifests', leftOut), round.statuses)
      isFirst = false
    },
    onStatuses(changes) {
      for (const change of changes) {
        for (const condition of changedConditions(change)) reporter.condition(condition)
        for (const warning of changedWarnings(change))
          if (change.status) reporter.warning(objectKey(change.status), warning)
      }
    },
  }
}

function isMistake({ level }: ManifestProblem): boolean {
  return level === 'mistake'
}
