// Which conditions say that something is wrong, and of which part of an object.
import type { Condition } from './condition.ts'
import type { ObjectStatus, RouteParentStatus } from './object-status.ts'

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
    case 'ListenerSet':
      return [
        { part: '', conditions: status.status.conditions },
        ...status.status.listeners.map(({ name, conditions }) => ({
          part: `listener ${name}`,
          conditions,
        })),
      ]
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
    case 'UDPRoute':
      return status.status.parents.map((parent) => ({
        part: partOf(parent.parentRef, status.namespace),
        conditions: parent.conditions,
      }))
    case 'BackendTLSPolicy':
      return status.status.ancestors.map(({ ancestorRef, conditions }) => ({
        part: partOf(ancestorRef, status.namespace),
        conditions,
      }))
  }
}

export function partOf(ref: RouteParentStatus['parentRef'], own: string | undefined): string {
  const { kind, namespace, name, sectionName, port } = ref
  const key = namespace === undefined || namespace === own ? name : `${namespace}/${name}`
  return [
    `${kind} ${key}`,
    ...(sectionName === undefined ? [] : [`listener ${sectionName}`]),
    ...(port === undefined ? [] : [`port ${port}`]),
  ].join(', ')
}

/** Of these types, True is what is wrong. */
const isWrongWhenTrue: ReadonlySet<string> = new Set(['Conflicted', 'PartiallyInvalid'])

/** Of these, too, but everything works. */
const isAdviceWhenTrue: ReadonlySet<string> = new Set([
  'OverlappingTLSConfig',
  'InsecureFrontendValidationMode',
])

export function isProblem({ type, status }: Condition): boolean {
  if (isAdviceWhenTrue.has(type)) return false
  return status === (isWrongWhenTrue.has(type) ? 'True' : 'False')
}

/** Worth a look, and everything works. */
export function isAdvice({ type, status }: Condition): boolean {
  return isAdviceWhenTrue.has(type) && status === 'True'
}
