// Kubernetes label selectors (metav1.LabelSelector): all requirements must hold, an empty selector
// matches everything, and one that is malformed matches nothing.
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

export function matchesSelector(selector: LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(
      ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
    ) && (selector.matchExpressions ?? []).every((expression) => holds(expression, labels))
  )
}

/** The path below `selector` that is malformed, with what is wrong; undefined: well formed. */
export function mistakeIn(selector: LabelSelector): string | undefined {
  for (const [index, { operator, values = [] }] of (selector.matchExpressions ?? []).entries()) {
    const path = `matchExpressions[${index}]`
    if (!Object.hasOwn(takesValues, operator))
      return `${path}.operator: ${operator} is not one of ${Object.keys(takesValues).join(', ')}`
    const needs = takesValues[operator] === true
    if (needs && values.length === 0) return `${path}.values: ${operator} needs at least one`
    if (!needs && values.length > 0) return `${path}.values: ${operator} takes none`
  }
  return undefined
}

/** As in `labels env=prod, tier In (web, api)`; of a long one the beginning. Thousands may be told of it. */
export function spokenSelector(selector: LabelSelector): string {
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
