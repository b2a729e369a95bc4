// Which ListenerSets a Gateway lets in: "The default value is to allow no ListenerSets"
// (gateway_types.go, AllowedListeners). A selector that cannot be used lets nobody in; the Gateway
// serves all the same, and says so.
import type { Gateway, ListenerSet } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { Problem } from '../../status/judged.ts'
import {
  allowedSelectorInvalid,
  allowedSelectorMissing,
  noListenerSetsAllowed,
  onlySetsOfSameNamespace,
  setsSelectorDoesNotMatch,
} from '../../status/conditions/listenerset-conditions.ts'
import { selectorUnused } from '../../status/selector-mistakes.ts'
import { mistakeIn, spokenSelector } from '../words/label-selector.ts'
import { unknownInListenerSet } from '../../status/conditions/unknown-field-conditions.ts'
import { outside, unknownFields } from '../fields/unknown-fields.ts'
import type { Reads } from '../incremental/reads.ts'
import { allowsNamespace } from './allowed-namespaces.ts'

export function allowsListenerSets({ spec }: Gateway): boolean {
  return (spec.allowedListeners?.namespaces.from ?? 'None') !== 'None'
}

/** Why the set may not be attached; undefined: it may. */
export function refusalOfListenerSet(
  reads: Pick<Reads, 'get'>,
  gateway: Gateway,
  listenerSet: ListenerSet,
): Problem | undefined {
  const { namespaces = { from: 'None' } } = gateway.spec.allowedListeners ?? {}
  const { namespace: own = '' } = gateway.metadata
  const { namespace: asking = '' } = listenerSet.metadata
  if (allowsNamespace(reads, { namespaces, own, asking })) return unknownOf(listenerSet)
  const key = keyOf(gateway)
  const { from, selector } = namespaces
  if (from === 'None') return noListenerSetsAllowed(key, asking)
  if (from !== 'Selector') return onlySetsOfSameNamespace(key, asking)
  return setsSelectorDoesNotMatch(key, asking, spokenSelector(selector))
}

function unknownOf(listenerSet: ListenerSet): Problem | undefined {
  const [field] = outside(unknownFields(listenerSet), ['spec.listeners'])
  return field === undefined ? undefined : unknownInListenerSet(field)
}

/** A sentence each. */
export function allowedListenersProblems({ spec }: Gateway): readonly string[] {
  const { namespaces } = spec.allowedListeners ?? {}
  if (!namespaces) return []
  if (namespaces.from !== 'Selector')
    return namespaces.selector
      ? [`Warning: ${selectorUnused('spec.allowedListeners.namespaces', namespaces.from)}`]
      : []
  if (!namespaces.selector) return [allowedSelectorMissing()]
  const mistake = mistakeIn(namespaces.selector)
  return mistake === undefined ? [] : [allowedSelectorInvalid(mistake)]
}
