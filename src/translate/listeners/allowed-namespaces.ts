// Whether objects of another namespace are let in, be it routes by a listener (allowedRoutes) or
// ListenerSets by a Gateway (allowedListeners): None, Same, All, or those whose labels a selector matches.
import type { AllowedRoutes, Gateway } from '../../resources/gateway-api.ts'
import { matchesSelector } from '../words/label-selector.ts'
import type { Reads } from '../incremental/reads.ts'

type AllowedNamespaces =
  | AllowedRoutes['namespaces']
  | NonNullable<Gateway['spec']['allowedListeners']>['namespaces']

export function allowsNamespace(
  reads: Pick<Reads, 'get'>,
  question: {
    readonly namespaces: AllowedNamespaces
    /** Of who lets in. */
    readonly own: string
    /** Of who wants in. */
    readonly asking: string
  },
): boolean {
  const { namespaces, own, asking } = question
  switch (namespaces.from) {
    case 'None':
      return false
    case 'All':
      return true
    case 'Same':
      return asking === own
    case 'Selector':
      return matchesSelector(namespaces.selector, labelsOf(reads, asking))
  }
}

/** Every namespace of a cluster has the label of its name, whatever is written; files need not write it. */
function labelsOf(reads: Pick<Reads, 'get'>, namespace: string): Readonly<Record<string, string>> {
  const labels = reads.get('Namespace', namespace)?.metadata.labels
  return { ...labels, 'kubernetes.io/metadata.name': namespace }
}
