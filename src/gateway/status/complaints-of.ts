// The conditions of a status, as JSON, that say that something is wrong.
import { isProblem } from '../../status/condition-problems.ts'
import type { Condition } from '../../status/condition.ts'
import { fieldAt, listAt, numberAt, textAt } from './fields.ts'
import type { Complaint } from './status-report.ts'

/** Of whatever has `conditions`: an object's status, a listener's, a parent's entry. */
export function complaintsOf(judged: unknown, part = ''): readonly Complaint[] {
  const conditions = listAt(judged, 'conditions')
  if (conditions.length === 0) return [{ part, ...notJudged }]
  return conditions.map(conditionOf).flatMap((condition) => {
    if (condition.status !== 'Unknown' && !isProblem(condition)) return []
    const { type, status, reason, message } = condition
    return [{ part, type, status, reason, message }]
  })
}

/** A route's, a policy's: by whom it points at. */
/** Who wrote the status had not seen the object as it is now ("observedGeneration", metav1.Condition). */
export function complaintsOfAge(object: unknown): readonly Complaint[] {
  const generation = numberAt(object, 'metadata', 'generation') ?? 0
  const status = fieldAt(object, 'status')
  const judged = [status, ...listAt(status, 'parents'), ...listAt(status, 'ancestors')]
  const observed = judged
    .flatMap((one) => listAt(one, 'conditions'))
    .map((condition) => numberAt(condition, 'observedGeneration') ?? generation)
  const oldest = Math.min(generation, ...observed)
  if (oldest === generation) return []
  const message = `the conditions are for generation ${oldest}, but the object has generation ${generation}; is Rauta running?`
  return [{ part: '', type: 'Accepted', status: 'Unknown', reason: 'Pending', message }]
}

export function complaintsOfParents(object: unknown): readonly Complaint[] {
  const namespace = textAt(object, 'metadata', 'namespace')
  const entries = [...listAt(object, 'status', 'parents'), ...listAt(object, 'status', 'ancestors')]
  if (entries.length === 0) return [{ part: '', ...notJudged }]
  return entries.flatMap((entry) => {
    const ref = fieldAt(entry, 'parentRef') ?? fieldAt(entry, 'ancestorRef')
    return complaintsOf(entry, partOf(ref, namespace))
  })
}

export function isTrue(judged: unknown, type: string): boolean {
  return listAt(judged, 'conditions').some(
    (condition) => textAt(condition, 'type') === type && textAt(condition, 'status') === 'True',
  )
}

const notJudged = {
  type: 'Accepted',
  status: 'Unknown',
  reason: 'Pending',
  message: 'no controller has reported a condition yet; is Rauta running?',
}

export function conditionOf(condition: unknown): Condition {
  const status = textAt(condition, 'status')
  return {
    type: textAt(condition, 'type') ?? '',
    status: status === 'True' || status === 'False' ? status : 'Unknown',
    reason: textAt(condition, 'reason') ?? '',
    message: textAt(condition, 'message') ?? '',
  }
}

function partOf(ref: unknown, own: string | undefined): string {
  const namespace = textAt(ref, 'namespace') ?? own
  const name = textAt(ref, 'name') ?? ''
  const listener = textAt(ref, 'sectionName')
  const port = numberAt(ref, 'port')
  return [
    `${textAt(ref, 'kind') ?? 'Gateway'} ${namespace === own ? name : `${namespace}/${name}`}`,
    ...(listener === undefined ? [] : [`listener ${listener}`]),
    ...(port === undefined ? [] : [`port ${port}`]),
  ].join(', ')
}
