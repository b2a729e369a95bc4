// Where a RequestRedirect sends the client: the parts that the filter does not name are the request's.
import type { HttpListener, RequestRedirect, RuleMatch } from '../../snapshot/routing-snapshot.ts'
import type { RequestHead } from '../words/exchange.ts'
import { modifiedTarget } from './modified-path.ts'

export interface Redirect {
  readonly status: number
  readonly location: string
}

export function redirectOf(
  filter: RequestRedirect,
  at: {
    readonly request: RequestHead
    readonly match: RuleMatch
    readonly listener: HttpListener
  },
): Redirect {
  const scheme = filter.scheme ?? at.request.scheme
  const hostname = filter.hostname ?? at.request.hostname
  const port = portOf(filter, at.listener)
  const authority = port === wellKnownPorts[scheme] ? hostname : `${hostname}:${port}`
  const target = modifiedTarget(at.request.target, filter.path, at.match)
  return {
    status: filter.statusCode,
    // HTTP/1.0 knows requests without a Host: all that can be said then is the path.
    location: hostname === '' ? target : `${scheme}://${authority}${originForm(target)}`,
  }
}

/** `*` asks about the host itself. */
function originForm(target: string): string {
  return target.startsWith('/') ? target : '/'
}

const wellKnownPorts = { http: 80, https: 443 } as const

/**
 * "If redirect scheme is not-empty, the redirect port MUST be the well-known port associated with the
 * redirect scheme ... If redirect scheme is empty, the redirect port MUST be the Gateway Listener port"
 * (httproute_types.go).
 */
function portOf(filter: RequestRedirect, listener: HttpListener): number {
  if (filter.port !== undefined) return filter.port
  return filter.scheme === undefined ? listener.clientPort : wellKnownPorts[filter.scheme]
}
