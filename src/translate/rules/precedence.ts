// Which of two matches is tried first. "Across all rules specified on applicable Routes, precedence must
// be given to the match having: "Exact" path match; "Prefix" path match with largest number of
// characters; Method match; Largest number of header matches; Largest number of query param matches."
// (httproute_types.go, HTTPRouteRule.Matches)
import type { PathMatch, RuleMatch } from '../../snapshot/routing-snapshot.ts'
import { byMethodNamed } from '../words/method-path.ts'

export interface OrderedMatch {
  readonly match: RuleMatch
  readonly order: RouteOrder
}

/** What tells routes apart whose matches are alike. */
export interface RouteOrder {
  /** RFC 3339. Absent, or no time: younger than every route that has one. */
  readonly creationTimestamp?: string
  /** `namespace/name` */
  readonly name: string
}

/**
 * For `toSorted`. 0 only for matches of one route that are alike: "matching precedence MUST be granted to
 * the FIRST matching rule (in list order)", so hand them in in the route's order; sorting is stable.
 */
export function byPrecedence(a: OrderedMatch, b: OrderedMatch): number {
  return (
    byAsked(a.match, b.match) ||
    Number(b.match.method !== undefined) - Number(a.match.method !== undefined) ||
    b.match.headers.length - a.match.headers.length ||
    b.match.queryParams.length - a.match.queryParams.length ||
    byRoute(a.order, b.order)
  )
}

/**
 * "Merging MUST not be done between GRPCRoutes and HTTPRoutes. Precedence MUST be given to the rule with
 * the largest number of: … Characters in a matching service. Characters in a matching method. Header
 * matches." (grpcroute_types.go): by those, all else is as among HTTPRoutes, as no gRPC match has more.
 */
function byAsked(a: RuleMatch, b: RuleMatch): number {
  const isGrpc = a.rule.isGrpc && b.rule.isGrpc
  return isGrpc ? byMethodNamed(a.path, b.path) : byPath(a.path, b.path)
}

function byPath(a: PathMatch, b: PathMatch): number {
  if (a.type !== b.type) return pathTypes.indexOf(a.type) - pathTypes.indexOf(b.type)
  return a.type === 'PathPrefix' ? b.value.length - a.value.length : 0
}

/**
 * "The precedence of RegularExpression path matches are implementation-specific." Before the prefixes:
 * a pattern is written to carve something out of them, and behind `/`, which matches everything, none
 * would ever be met. After Exact, which names its one path. A pattern's length says nothing of how much
 * it matches, so that among patterns the other criteria decide.
 */
const pathTypes: readonly PathMatch['type'][] = ['Exact', 'RegularExpression', 'PathPrefix']

/** "The oldest Route based on creation timestamp. The Route appearing first in alphabetical order by "{namespace}/{name}"." */
function byRoute(a: RouteOrder, b: RouteOrder): number {
  const [ageA, ageB] = [createdAt(a), createdAt(b)]
  if (ageA !== ageB) return ageA < ageB ? -1 : 1
  if (a.name === b.name) return 0
  return a.name < b.name ? -1 : 1
}

function createdAt({ creationTimestamp }: RouteOrder): number {
  const time = creationTimestamp === undefined ? Number.NaN : Date.parse(creationTimestamp)
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time
}
