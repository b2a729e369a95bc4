// Why a listener does not take routes of a kind or of a namespace (`allowedRoutes`), and how to change that.
import type { RouteKind } from '../../resources/resource-set.ts'
import { matchedBy, namesOnly } from '../namespace-selectors.ts'

export interface ListenerRefusal {
  readonly listener: string
  readonly why: string
  readonly fix: string
}

export function kindNotCarried(
  listener: string,
  protocol: string,
  kind: RouteKind,
): ListenerRefusal {
  const isTls = protocol === 'HTTPS' || protocol === 'TLS'
  return {
    listener,
    why: `has protocol ${protocol}, which does not support ${kind}`,
    // Never another protocol for this listener: that would take it from its own routes, and TLS away.
    fix:
      `use a listener of protocol ${isTls ? protocolsFor[kind].tls : protocolsFor[kind].any}, or add ` +
      'one',
  }
}

const protocolsFor: Readonly<Record<RouteKind, { readonly any: string; readonly tls: string }>> = {
  HTTPRoute: { any: 'HTTP or HTTPS', tls: 'HTTPS' },
  GRPCRoute: { any: 'HTTP or HTTPS', tls: 'HTTPS' },
  TLSRoute: { any: 'TLS', tls: 'TLS' },
  TCPRoute: { any: 'TCP', tls: 'TCP' },
  UDPRoute: { any: 'UDP', tls: 'UDP' },
}

export function kindNotAllowed(
  listener: string,
  kinds: readonly string[],
  kind: RouteKind,
): ListenerRefusal {
  return {
    listener,
    why: `allows only kind ${kinds.join(', ')}`,
    fix: `add {kind: ${kind}} to allowedRoutes.kinds of listener "${listener}"`,
  }
}

export function onlySameNamespace(listener: string, own: string, asking: string): ListenerRefusal {
  return {
    listener,
    why: `allows only routes from its own namespace ${own}`,
    fix: fixForNamespace(listener, own, asking),
  }
}

/** `selector` in words; undefined: there is none that can be used. */
export function selectorDoesNotMatch(
  listener: string,
  selector: string | undefined,
  asking: string,
): ListenerRefusal {
  if (selector === undefined) {
    const why = 'has no valid selector and allows no namespace'
    return { listener, why, fix: fixForNamespace(listener, asking) }
  }
  return {
    listener,
    why: `allows only routes from namespaces with ${selector}`,
    fix: matchedBy(selector, asking),
  }
}

/** All that shall come in from then on. */
function fixForNamespace(listener: string, ...namespaces: readonly string[]): string {
  return `set allowedRoutes: {namespaces: ${namesOnly(namespaces)}} in listener "${listener}"`
}
