// What a check found, one by one and each with its place, for programs: an editor, a CI.
import { keyOf } from '../../resources/resource-set.ts'
import type { ManifestProblem } from '../../manifests/read/manifest-problem.ts'
import type { Condition } from '../../status/condition.ts'
import { isAdvice, isProblem, judgementsOf } from '../../status/condition-problems.ts'
import { sentencesIn } from '../../status/fields-in-message.ts'
import { splitWarnings } from '../../status/warnings.ts'
import type { CheckedObject } from './checked-object.ts'
import { lineOf } from './field-lines.ts'

export interface Finding {
  /**
   * `mistake`: the API server would refuse it. `problem`: a condition, or a reference, that is wrong.
   * `warning`: it works, and not as its writer may think. `notice`: it is not read, or cleared.
   */
  readonly level: 'mistake' | 'problem' | 'warning' | 'notice'
  readonly file: string
  /** From 1; 0: the whole file. */
  readonly line: number
  /** `HTTPRoute shop/cart`; empty where the text is no object. */
  readonly object: string
  /** `spec.rules[0].backendRefs[0]`; empty: the whole object. */
  readonly field: string
  /** `listener http`, `Gateway web`: whose condition it is; empty: the object's own, or none's. */
  readonly part: string
  readonly condition?: Pick<Condition, 'type' | 'status' | 'reason'>
  readonly message: string
}

export function findingsOf(
  problems: readonly ManifestProblem[],
  objects: readonly CheckedObject[],
): readonly Finding[] {
  return [...problems.map(findingOfManifest), ...objects.flatMap(findingsOfObject)]
}

function findingOfManifest(problem: ManifestProblem): Finding {
  const { file, line, object } = problem
  const place = { file, line, object, part: '' }
  if (problem.level === 'mistake') {
    const { level, path, expected, found } = problem
    return { level, ...place, field: path, message: `expected ${expected}, found ${found}` }
  }
  if ('says' in problem)
    return { level: 'notice', ...place, field: problem.path, message: problem.says }
  const message = `the kind ${problem.unreadKind} is not read; its objects are ignored`
  return { level: 'notice', ...place, field: '', message }
}

type Said = Pick<Finding, 'level' | 'part' | 'condition'> & { readonly text: string }

function findingsOfObject(object: CheckedObject): readonly Finding[] {
  const { resource, file } = object
  const known = new Set<string>()
  return saidOf(object).flatMap(({ text, ...said }) =>
    sentencesIn(text).flatMap(({ field, text: message }): readonly Finding[] => {
      // One thing may stand in several conditions, of several parents.
      const id = field === undefined ? message : message.slice(message.indexOf(field))
      if (known.has(id)) return []
      known.add(id)
      const line = lineOf(object, said.part, field)
      const name = `${resource.kind} ${keyOf(resource)}`
      return [Object.assign({ file, line, object: name, field: field ?? '', message }, said)]
    }),
  )
}

function saidOf({ status, notOurs }: CheckedObject): readonly Said[] {
  const unserved = notOurs?.isProblem
    ? [{ level: 'problem' as const, part: '', text: notOurs.reason }]
    : []
  return [
    ...unserved,
    ...(status ? judgementsOf(status) : []).flatMap(({ part, conditions }) =>
      conditions.flatMap((condition) => saidByCondition(part, condition)),
    ),
  ]
}

function saidByCondition(part: string, whole: Condition): readonly Said[] {
  const { type, status, reason, message } = whole
  const condition = { type, status, reason }
  const { said, warnings } = splitWarnings(message)
  const ofWhole = isProblem(whole) ? 'problem' : isAdvice(whole) ? 'warning' : undefined
  return [
    ...(ofWhole ? [{ level: ofWhole, part, condition, text: said } as const] : []),
    ...warnings.map((text) => ({ level: 'warning', part, condition, text }) as const),
  ]
}
