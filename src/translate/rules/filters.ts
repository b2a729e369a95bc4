// A list of filters, of a rule or of a backendRef. One that can't be served is never left out: "the
// filter MUST NOT be skipped. Instead, requests that would have been processed by that filter MUST
// receive a HTTP error response" (HTTPRouteFilter.Type), and `refused` says so.
import { isIP } from 'node:net'
import type { HTTPRouteFilter } from '../../resources/gateway-api.ts'
import type { HttpFilter } from '../../snapshot/routing-snapshot.ts'
import type { RefProblem } from '../../status/conditions/backend-ref-conditions.ts'
import {
  filterHostnameIsAddress,
  filterNotServed,
  filterRepeated,
  filtersIncompatible,
  type RuleProblem,
  unknownFilter,
} from '../../status/conditions/rule-conditions.ts'
import { corsFilter } from './cors.ts'
import { headerModifier } from './header-modifier.ts'
import { pathModifier, type RuleMatches } from './path-modifier.ts'
import { requestMirror } from './request-mirror.ts'
import { requestRedirect } from './request-redirect.ts'
import type { RouteContext } from './route-context.ts'

export interface TranslatedFilters {
  readonly filters: readonly HttpFilter[]
  /** Where there is one, what stands behind these filters must carry no traffic. */
  readonly refused: readonly RuleProblem[]
  /** Of mirrors. */
  readonly refProblems: readonly RefProblem[]
  readonly notes: readonly string[]
}

interface TranslatedFilter {
  readonly filter?: HttpFilter
  readonly refused?: readonly RuleProblem[]
  readonly refProblems?: readonly RefProblem[]
  readonly notes?: readonly string[]
}

/** `path` is that of the list's owner. */
export function translateFilters(
  filters: readonly HTTPRouteFilter[],
  path: string,
  { rule, context }: { readonly rule: RuleMatches; readonly context: RouteContext },
): TranslatedFilters {
  const each = filters.map((filter, index) =>
    translateFilter(filter, `${path}.filters[${index}]`, { rule, context }),
  )
  return {
    // A copy, without the room to grow that flatMap leaves: there may be thousands of routes.
    filters: each.flatMap(({ filter }) => filter ?? []).slice(),
    refused: [...each.flatMap(({ refused = [] }) => refused), ...combinations(filters, path)],
    refProblems: each.flatMap(({ refProblems = [] }) => refProblems),
    notes: each.flatMap(({ notes = [] }) => notes),
  }
}

function translateFilter(
  filter: HTTPRouteFilter,
  path: string,
  { rule, context }: { readonly rule: RuleMatches; readonly context: RouteContext },
): TranslatedFilter {
  const { requestHeaderModifier, responseHeaderModifier } = filter
  const { requestMirror: mirror, requestRedirect: redirect, urlRewrite, cors } = filter
  switch (filter.type) {
    case 'RequestHeaderModifier':
      return modifies(filter.type, requestHeaderModifier, {
        path: `${path}.requestHeaderModifier`,
        // GRPCRoutes have no URLRewrite.
        mayRewrite: context.kind === 'HTTPRoute',
      })
    case 'ResponseHeaderModifier':
      return modifies(filter.type, responseHeaderModifier, {
        path: `${path}.responseHeaderModifier`,
        mayRewrite: false,
      })
    case 'RequestRedirect': {
      if (!redirect) break
      const { portOffset } = context
      return oneOrRefused(
        requestRedirect(redirect, `${path}.requestRedirect`, { rule, portOffset }),
      )
    }
    case 'URLRewrite':
      if (!urlRewrite) break
      return oneOrRefused(rewrite(urlRewrite, `${path}.urlRewrite`, rule))
    case 'RequestMirror': {
      if (!mirror) break
      const { problems, ...mirrored } = requestMirror(mirror, `${path}.requestMirror`, context)
      return { ...mirrored, refProblems: problems }
    }
    case 'CORS': {
      if (!cors) break
      const { filter: served, problems } = corsFilter(cors, `${path}.cors`)
      return { filter: served, refused: problems }
    }
    default:
  }
  return { refused: [notServed(filter, path)] }
}

/** A type that the spec names, or, by a later version of the API, one that nobody here has heard of. */
function notServed({ type }: HTTPRouteFilter, path: string): RuleProblem {
  if (!Object.hasOwn(fields, type)) return unknownFilter(`${path}.type`, type)
  return filterNotServed(`${path}.${fields[type]}`, type)
}

/** What configures each. */
const fields: Readonly<Record<HTTPRouteFilter['type'], string>> = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  CORS: 'cors',
  ExternalAuth: 'externalAuth',
  ExtensionRef: 'extensionRef',
}

function modifies(
  type: 'RequestHeaderModifier' | 'ResponseHeaderModifier',
  changes: HTTPRouteFilter['requestHeaderModifier'],
  place: { readonly path: string; readonly mayRewrite: boolean },
): TranslatedFilter {
  const { filter, problems } = headerModifier(type, changes ?? {}, place)
  // The type of the filter is the one that was handed in; TypeScript widens it.
  return { filter: filter as HttpFilter, refused: problems }
}

function rewrite(
  { hostname, path: modifier }: NonNullable<HTTPRouteFilter['urlRewrite']>,
  path: string,
  rule: RuleMatches,
): HttpFilter | RuleProblem {
  if (hostname !== undefined && isIP(hostname))
    return filterHostnameIsAddress(`${path}.hostname`, hostname)
  const modified = modifier && pathModifier(modifier, `${path}.path`, rule)
  if (modified && 'reason' in modified) return modified
  return {
    type: 'URLRewrite',
    ...(hostname !== undefined && { hostname }),
    ...(modified && { path: modified }),
  }
}

function oneOrRefused(filter: HttpFilter | RuleProblem): TranslatedFilter {
  return 'reason' in filter ? { refused: [filter] } : { filter }
}

/**
 * "Specifying the same filter multiple times is not supported unless explicitly indicated in the filter",
 * and "URLRewrite and RequestRedirect … may not be combined" (HTTPRouteRule.Filters). The CRD refuses
 * both; one that is older or was edited may not.
 */
function combinations(filters: readonly HTTPRouteFilter[], path: string): readonly RuleProblem[] {
  const types = filters.map(({ type }) => type)
  const problems = types
    .filter((type, index) => !mayRepeat.has(type) && types.indexOf(type) < index)
    .map((type) => filterRepeated(`${path}.filters`, type))
  if (types.includes('RequestRedirect') && types.includes('URLRewrite')) {
    problems.push(filtersIncompatible(`${path}.filters`, 'RequestRedirect', 'URLRewrite'))
  }
  return problems
}

const mayRepeat: ReadonlySet<string> = new Set(['RequestMirror', 'ExtensionRef'])
