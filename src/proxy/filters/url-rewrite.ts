// What a URLRewrite makes of the path, the query and the Host that a backend gets.
import type { RuleMatch, UrlRewrite } from '../../snapshot/routing-snapshot.ts'
import { modifiedTarget } from './modified-path.ts'

export interface RequestUrl {
  readonly target: string
  readonly authority: string
}

/** "Hostname is the value to be used to replace the Host header value" (httproute_types.go): no port is kept. */
export function rewriteUrl(
  filter: UrlRewrite,
  { target, authority, match }: RequestUrl & { readonly match: RuleMatch },
): RequestUrl {
  return {
    target: modifiedTarget(target, filter.path, match),
    authority: filter.hostname ?? authority,
  }
}
