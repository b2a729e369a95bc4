// Warnings in the conditions of an object, as JSON: everything works, and yet something is not as its writer
// may think.
import { isAdvice } from '../../status/condition-problems.ts'
import { splitWarnings } from '../../status/warnings.ts'
import { conditionOf } from './complaints-of.ts'
import { fieldAt, listAt } from './fields.ts'

/** Each once, whatever the number of parents that it is said for. */
export function statusWarningsOf(object: unknown): readonly string[] {
  const status = fieldAt(object, 'status')
  const judged = [
    status,
    ...['listeners', 'parents', 'ancestors'].flatMap((list) => listAt(status, list)),
  ]
  const conditions = judged.flatMap((one) => listAt(one, 'conditions')).map(conditionOf)
  return [
    ...new Set(
      conditions.flatMap((condition) => {
        const { said, warnings } = splitWarnings(condition.message)
        return isAdvice(condition) ? [said].concat(warnings) : warnings
      }),
    ),
  ]
}
