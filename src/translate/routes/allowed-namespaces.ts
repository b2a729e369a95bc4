// Whether a listener's allowedRoutes.namespaces lets routes of a namespace in: Same, All, or those
// whose labels a selector matches.
import type { AllowedRoutes } from '../../resources/gateway-api.ts'
import { matchesSelector, mistakeIn } from '../label-selector.ts'
import type { Reads } from '../reads.ts'

export function allowsNamespace(
  reads: Pick<Reads, 'get'>,
  question: {
    readonly namespaces: AllowedRoutes['namespaces']
    readonly gatewayNamespace: string
    readonly routeNamespace: string
  },
): boolean {
  const { namespaces, gatewayNamespace, routeNamespace } = question
  switch (namespaces.from) {
    case 'All':
      return true
    case 'Same':
      return routeNamespace === gatewayNamespace
    case 'Selector': {
      const { selector } = namespaces
      // "Selector must be specified when From is set to Selector": without one, nobody is selected.
      if (selector === undefined || mistakeIn(selector) !== undefined) return false
      return matchesSelector(selector, labelsOf(reads, routeNamespace))
    }
  }
}

/** Every namespace of a cluster has the label of its name; files need not write it. */
function labelsOf(reads: Pick<Reads, 'get'>, namespace: string): Readonly<Record<string, string>> {
  const labels = reads.get('Namespace', namespace)?.metadata.labels
  return { 'kubernetes.io/metadata.name': namespace, ...labels }
}
