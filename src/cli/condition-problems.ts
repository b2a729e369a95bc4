// Which conditions say that something is wrong, and of which part of an object.
import type { Condition } from '../status/condition.ts'
import type { ObjectStatus, RouteParentStatus } from '../status/object-status.ts'

/** The conditions of one part of an object: itself, a listener, a parent of a route. */
export interface Judgement<C extends Condition = Condition> {
  /** Empty: the object itself. */
  readonly part: string
  readonly conditions: readonly C[]
}

export function judgementsOf(status: ObjectStatus): readonly Judgement[] {
  switch (status.kind) {
    case 'GatewayClass':
      return [{ part: '', conditions: status.status.conditions }]
    case 'Gateway':
      return [
        { part: '', conditions: status.status.conditions },
        ...status.status.listeners.map(({ name, conditions }) => ({
          part: `listener ${name}`,
          conditions,
        })),
      ]
    case 'HTTPRoute':
      return status.status.parents.map((parent) => ({
        part: partOfParent(parent, status.namespace),
        conditions: parent.conditions,
      }))
  }
}

function partOfParent({ parentRef }: RouteParentStatus, own: string | undefined): string {
  const { kind, namespace, name, sectionName, port } = parentRef
  const key = namespace === undefined || namespace === own ? name : `${namespace}/${name}`
  return [
    `${kind} ${key}`,
    ...(sectionName === undefined ? [] : [`listener ${sectionName}`]),
    ...(port === undefined ? [] : [`port ${port}`]),
  ].join(', ')
}

/** Of these types, True is what is wrong. */
const isWrongWhenTrue: ReadonlySet<string> = new Set(['Conflicted', 'PartiallyInvalid'])
/** True is worth a look, and everything works. */
const isAdvice: ReadonlySet<string> = new Set(['OverlappingTLSConfig'])

export function isProblem({ type, status }: Condition): boolean {
  if (isAdvice.has(type)) return false
  return status === (isWrongWhenTrue.has(type) ? 'True' : 'False')
}

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
