// RequestHeaderModifier and ResponseHeaderModifier: what is set, added and removed, checked.
import { headersOfNoRule } from '../../snapshot/connection-headers.ts'
import type { HTTPRouteFilter } from '../../resources/gateway-api.ts'
import type { HeaderModifier, HeaderValue } from '../../snapshot/routing-snapshot.ts'
import {
  headerHasTwoActions,
  headerNotChangeable,
  type RuleProblem,
} from '../../status/conditions/rule-conditions.ts'

export type HeaderChanges = NonNullable<HTTPRouteFilter['requestHeaderModifier']>

export function headerModifier<Type extends string>(
  type: Type,
  changes: HeaderChanges,
  { path, mayRewrite }: { readonly path: string; readonly mayRewrite: boolean },
): { readonly filter: HeaderModifier<Type>; readonly problems: readonly RuleProblem[] } {
  const set = firstOfEach(changes.set ?? [], ({ name }) => name)
  const add = firstOfEach(changes.add ?? [], ({ name }) => name)
  const remove = firstOfEach(changes.remove ?? [], (name) => name)
  const names = [...set.map(nameOf), ...add.map(nameOf), ...remove]
  const twice = names.filter((name, index) => firstIndexOf(names, name) !== index)
  return {
    filter: { type, set: set.map(plain), add: add.map(plain), remove },
    problems: [
      ...names.filter(isTheGateways).map((name) => headerNotChangeable(path, name, mayRewrite)),
      ...twice.map((name) => headerHasTwoActions(path, name)),
    ],
  }
}

/** "Subsequent entries with an equivalent header name MUST be ignored." (HTTPHeader) */
function firstOfEach<T>(entries: readonly T[], nameIn: (entry: T) => string): readonly T[] {
  const names = entries.map(nameIn)
  return entries.filter((_, index) => firstIndexOf(names, names[index] ?? '') === index)
}

function firstIndexOf(names: readonly string[], sought: string): number {
  return names.findIndex((name) => name.toLowerCase() === sought.toLowerCase())
}

function nameOf({ name }: HeaderValue): string {
  return name
}

function plain({ name, value }: HeaderValue): HeaderValue {
  return { name, value }
}

function isTheGateways(name: string): boolean {
  return headersOfNoRule.has(name.toLowerCase())
}
