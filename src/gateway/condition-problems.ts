// Whether anything is wrong with an object, and how much.
import { isProblem, judgementsOf } from '../status/condition-problems.ts'
import type { ObjectStatus } from '../status/object-status.ts'

export function hasProblem(status: ObjectStatus): boolean {
  return judgementsOf(status).some(({ conditions }) => conditions.some(isProblem))
}

export function countProblems(statuses: readonly ObjectStatus[]): number {
  return statuses.reduce((count, status) => count + problemsIn(status), 0)
}

// Of thousands of statuses, a change leaves all but a few the same objects.
const counts = new WeakMap<ObjectStatus, number>()

function problemsIn(status: ObjectStatus): number {
  let count = counts.get(status)
  if (count === undefined) {
    count = judgementsOf(status).flatMap(({ conditions }) => conditions.filter(isProblem)).length
    counts.set(status, count)
  }
  return count
}
