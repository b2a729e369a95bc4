// Warnings that a change of statuses brings: everything works, and yet something is not as its writer may
// think.
import type { StatusChange } from '../../status/status-history.ts'
import type { TimedStatus } from '../../status/transition-times.ts'
import { isAdvice, judgementsOf } from '../../status/condition-problems.ts'
import { splitWarnings } from '../../status/warnings.ts'

/** Each once, whatever the number of parents that it is said for. */
export function changedWarnings({ previous, status }: StatusChange): readonly string[] {
  if (!status) return []
  const before = new Set(previous ? warningsIn(previous) : [])
  return [...new Set(warningsIn(status))].filter((warning) => !before.has(warning))
}

function warningsIn(status: TimedStatus): readonly string[] {
  return judgementsOf(status)
    .flatMap(({ conditions }) => conditions)
    .flatMap((condition) => {
      const { said, warnings } = splitWarnings(condition.message)
      return isAdvice(condition) ? [said].concat(warnings) : warnings
    })
}
