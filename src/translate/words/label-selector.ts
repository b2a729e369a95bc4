// Kubernetes label selectors (metav1.LabelSelector): all requirements must hold, an empty selector
// matches everything, and one that is malformed matches nothing.
import { isLabelKey, isLabelValue } from '../../resources/label-syntax.ts'
import {
  notLabelKey,
  notLabelValue,
  unknownOperator,
  valuesMissing,
  valuesNotTaken,
} from '../../status/selector-mistakes.ts'

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly Expression[]
}

interface Expression {
  readonly key: string
  readonly operator: string
  readonly values?: readonly string[]
}

type Labels = Readonly<Record<string, string>>

/** Without a selector nothing is selected. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (selector === undefined || mistakeIn(selector) !== undefined) return false
  return (
    Object.entries(selector.matchLabels ?? {}).every(
      ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
    ) && (selector.matchExpressions ?? []).every((expression) => holds(expression, labels))
  )
}

/**
 * The path below `selector` that is malformed, with what is wrong and what to do; undefined: well formed. No
 * schema says it (k8s.io/apimachinery/pkg/apis/meta/v1/validation, ValidateLabelSelector).
 */
export function mistakeIn(selector: LabelSelector): string | undefined {
  if (!mistakes.has(selector)) mistakes.set(selector, firstMistake(selector))
  return mistakes.get(selector)
}

const mistakes = new WeakMap<LabelSelector, string | undefined>()

function firstMistake({ matchLabels = {}, matchExpressions = [] }: LabelSelector) {
  for (const [key, value] of Object.entries(matchLabels)) {
    if (!isLabelKey(key)) return notLabelKey('matchLabels', key)
    if (!isLabelValue(value)) return notLabelValue('matchLabels', value)
  }
  for (const [index, { key, operator, values = [] }] of matchExpressions.entries()) {
    const path = `matchExpressions[${index}]`
    if (!isLabelKey(key)) return notLabelKey(`${path}.key`, key)
    const wrong = values.findIndex((value) => !isLabelValue(value))
    if (wrong >= 0) return notLabelValue(`${path}.values[${wrong}]`, values[wrong] ?? '')
    if (!Object.hasOwn(takesValues, operator))
      return unknownOperator(`${path}.operator`, operator, Object.keys(takesValues))
    const needs = takesValues[operator] === true
    if (needs && values.length === 0) return valuesMissing(`${path}.values`, operator)
    if (!needs && values.length > 0) return valuesNotTaken(`${path}.values`, operator)
  }
  return undefined
}

/**
 * As in `labels env=prod, tier In (web, api)`; of a long one the beginning, as thousands may be told of it.
 * Undefined: there is none that can be used.
 */
export function spokenSelector(selector: LabelSelector | undefined): string | undefined {
  if (selector === undefined || mistakeIn(selector) !== undefined) return undefined
  return spoken.getOrInsertComputed(selector, (asked) => {
    const words = inWords(asked)
    return words.length > longest ? `${words.slice(0, longest - 1)}…` : words
  })
}

const spoken = new WeakMap<LabelSelector, string>()
const longest = 300

function inWords(selector: LabelSelector): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    const list = values.length === 0 ? '' : ` (${values.join(', ')})`
    return `${key} ${operator}${list}`
  })
  return `labels ${[...labels, ...expressions].join(', ')}`
}

/** NotIn and DoesNotExist also hold where the label is not there. */
function holds({ key, operator, values = [] }: Expression, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false
  }
}

const takesValues: Readonly<Record<string, boolean>> = {
  In: true,
  NotIn: true,
  Exists: false,
  DoesNotExist: false,
}
