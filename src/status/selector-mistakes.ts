// What is said of a label selector that Kubernetes would not take: `path` is where below `selector` it is.
import { quoted } from './quoted.ts'

export function notLabelKey(path: string, key: string): string {
  return (
    `${path}: ${quoted(key)} is not a label key; use at most 63 letters, digits, '-', '_' or '.', ` +
    "with a letter or digit at both ends; a DNS name and '/' can stand in front"
  )
}

export function notLabelValue(path: string, value: string): string {
  return (
    `${path}: ${quoted(value)} is not a label value; use at most 63 letters, digits, '-', '_' or ` +
    "'.', with a letter or digit at both ends"
  )
}

export function unknownOperator(path: string, operator: string, known: readonly string[]): string {
  return `${path}: ${quoted(operator)} is not an operator; use ${known.join(', ')}`
}

export function valuesMissing(path: string, operator: string): string {
  return `${path}: ${operator} needs at least one value; add one`
}

export function valuesNotTaken(path: string, operator: string): string {
  return `${path}: ${operator} takes no values; remove them`
}

/** For notes: who wrote it may think that it keeps namespaces out, or lets them in. */
export function selectorUnused(path: string, from: string): string {
  return `${path}.selector: has no effect with from: ${from}; use from: Selector`
}
