// What is written in a rule and can do nothing, because of what stands beside it: a CORS filter behind
// matches that no preflight meets, and what is for requests to a backend where a redirect answers them.
import type { HTTPRouteFilter, HTTPRouteRule } from '../../resources/gateway-api.ts'
import {
  limitBesideRedirect,
  neverInPreflight,
  nothingBesideRedirect,
} from '../../status/conditions/rule-conditions.ts'

/** A sentence each. */
export function filtersWithoutEffect(rule: HTTPRouteRule, path: string): readonly string[] {
  const { filters = [], backendRefs = [] } = rule
  const ofRefs = backendRefs.map(({ filters: own = [] }) => own)
  const hasCors = [filters, ...ofRefs].flat().some(({ type }) => type === 'CORS')
  return [
    ...(hasCors ? matchesWithoutPreflight(rule, path) : []),
    ...besideRedirect(filters, path),
    ...limitsBesideRedirect(rule, path),
    ...ofRefs.flatMap((own, index) => besideRedirect(own, `${path}.backendRefs[${index}]`)),
  ]
}

function matchesWithoutPreflight({ matches }: HTTPRouteRule, path: string): readonly string[] {
  return matches.flatMap(({ headers = [] }, at) => {
    const index = headers.findIndex(({ name }) => !inPreflight.test(name))
    const header = headers[index]
    return header ? neverInPreflight(`${path}.matches[${at}].headers[${index}]`, header.name) : []
  })
}

/** What browsers may send with one (https://fetch.spec.whatwg.org/#cors-preflight-fetch), and by themselves. */
const inPreflight =
  /^(host|origin|referer|user-agent|accept|accept-(encoding|language)|access-control-.+|sec-.+)$/i

function limitsBesideRedirect(
  { filters = [], timeouts = {}, retry }: HTTPRouteRule,
  path: string,
): readonly string[] {
  if (!filters.some(isRedirect)) return []
  const paths = [
    ...Object.keys(timeouts).map((field) => `${path}.timeouts.${field}`),
    ...(retry ? [`${path}.retry`] : []),
  ]
  return paths.map(limitBesideRedirect)
}

function besideRedirect(filters: readonly HTTPRouteFilter[], path: string): readonly string[] {
  if (!filters.some(isRedirect)) return []
  return filters.flatMap(({ type }, index) =>
    type === 'RequestHeaderModifier' || type === 'RequestMirror'
      ? nothingBesideRedirect(`${path}.filters[${index}]`, type)
      : [],
  )
}

function isRedirect({ type }: HTTPRouteFilter): boolean {
  return type === 'RequestRedirect'
}
