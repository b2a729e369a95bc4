// What is said about a route's rules: one constructor a case. `path` is where in the route it stands,
// such as `spec.rules[1].filters[0]`.
import type { RefProblem } from './backend-ref-conditions.ts'
import type { Condition } from '../condition.ts'
import { judged, type Problem, shortened } from '../judged.ts'
import { quoted } from '../quoted.ts'

/** A rule, or a backendRef by its filters, that cannot be served as written: it answers with an error. */
export interface RuleProblem extends Problem {
  readonly reason: 'UnsupportedValue' | 'IncompatibleFilters'
  /** The spec has the whole route not accepted for it, whatever its other rules are. */
  readonly isOfWholeRoute?: true
}

export function isRuleProblem(problem: RuleProblem | RefProblem): problem is RuleProblem {
  return problem.reason === 'UnsupportedValue' || problem.reason === 'IncompatibleFilters'
}

/** "the filter MUST NOT be skipped. Instead, requests … MUST receive a HTTP error response" */
export function filterNotServed(path: string, type: string): RuleProblem {
  // Never to remove it: it may be what guards the backend.
  return unsupported(
    `${path}: filter type ${type} is not supported; let the backend do its work. Requests that ` +
      'need the filter get an error, because skipping it could be unsafe',
  )
}

/** "Unknown values here must result in … Accepted …" (HTTPRouteFilter.Type) */
export function unknownFilter(path: string, type: string): RuleProblem {
  return { ...filterNotServed(path, type), isOfWholeRoute: true }
}

export function valueNotServed(path: string, value: unknown, served: string): RuleProblem {
  return unsupported(`${path}: ${quoted(String(value))} is not supported; use ${served}`)
}

/**
 * Of what the spec names the values: "Unknown values here must result in the implementation setting the
 * Accepted Condition for the Route to `status: False`, with a Reason of `UnsupportedValue`".
 */
export function unknownValue(path: string, value: unknown, known: string): RuleProblem {
  return { ...valueNotServed(path, value, known), isOfWholeRoute: true }
}

/** "… cannot contain '*' alongside other …", CEL rules of the CRD. */
export function wildcardNotAlone(path: string): RuleProblem {
  return unsupported(
    `${path}: * means all values and cannot be combined with others; keep only *, or remove it`,
  )
}

/** `why` ends with what to do. */
export function unusablePattern(path: string, pattern: string, why: string): RuleProblem {
  return unsupported(`${path}: ${quoted(pattern)} cannot be used as a regular expression: ${why}`)
}

/** Said of the rules that come after the match whose path this is; `exempt` are those that don't. */
export function matchAdrift(path: string, exempt: string): RuleProblem {
  return unsupported(
    `${path}: this match cannot be evaluated; correct it. Until then, the route answers with an ` +
      `error, except for ${exempt}`,
  )
}

/** "… will result in the implementation setting the Accepted Condition for the Route to `status: False`." */
export function prefixMatchMissing(path: string, matchPath: string): RuleProblem {
  const problem = unsupported(
    `${path}: ReplacePrefixMatch needs a PathPrefix match, and ${matchPath} is not one; use ` +
      'type: PathPrefix there, or ReplaceFullPath here',
  )
  return { ...problem, isOfWholeRoute: true }
}

export function pathValueMissing(path: string, field: string): RuleProblem {
  return unsupported(`${path}.${field}: a value is required; set the new path`)
}

/** Headers that say where a message ends or what the connection is for belong to the gateway. */
export function headerNotChangeable(
  path: string,
  header: string,
  mayRewrite: boolean,
): RuleProblem {
  const isHost = header.toLowerCase() === 'host'
  const instead = isHost && mayRewrite ? '; use a URLRewrite filter with hostname' : '; remove it'
  return unsupported(
    `${path}: header ${quoted(header)} controls the framing or routing of the message and cannot ` +
      `be changed${instead}`,
  )
}

/** "Filters specifying multiple actions of the same or different type for any one header name are invalid." */
export function headerHasTwoActions(path: string, header: string): RuleProblem {
  return incompatible(
    `${path}: header ${quoted(header)} has more than one of set, add and remove; keep one of them`,
  )
}

export function filtersIncompatible(path: string, one: string, other: string): RuleProblem {
  return incompatible(`${path}: ${one} and ${other} cannot be combined; remove one of them`)
}

export function filterRepeated(path: string, type: string): RuleProblem {
  return incompatible(
    `${path}: filter type ${type} is allowed only once here; merge the filters into one`,
  )
}

export function redirectPortBeyondRange(
  path: string,
  scheme: string,
  ports: { readonly port: number; readonly portOffset: number },
): RuleProblem {
  const { port, portOffset } = ports
  return unsupported(
    `${path}: scheme ${scheme} means port ${port}, which is above 65535 with the port offset ` +
      `${portOffset}; set a port, or use a smaller offset`,
  )
}

export function invalidDuration(path: string, value: string): RuleProblem {
  return unsupported(
    `${path}: ${quoted(value)} is not a duration; use one to four numbers with the units h, m, s or ` +
      'ms, such as 1m30s',
  )
}

/** For `notServed`: "+optional", and nothing says that all requests are meant then (grpcroute_types.go). */
export function noRules(): string {
  return 'spec.rules: the list is empty, so no request matches; add a rule'
}

/** An Exact service or method. */
export function notOneName(path: string, value: string): RuleProblem {
  return unsupported(
    `${path}: ${quoted(value)} has a slash, which is not allowed in a name; remove the slash, or ` +
      'use type: RegularExpression',
  )
}

/** For `notServed`: it is matched as it is written. */
export function wildcardInPath(path: string, value: string, fix: string): string {
  return `${path}: ${quoted(value)} has a *, which is not a wildcard here; ${fix}`
}

/** "numeric IP addresses are not allowed" (PreciseHostname). */
export function filterHostnameIsAddress(path: string, hostname: string): RuleProblem {
  return unsupported(
    `${path}: ${hostname} is an IP address, but only DNS names are allowed; use a DNS name`,
  )
}

/** For `notServed`: a field whose absence changes no more than how well requests are served. */
export function fieldNotServed(path: string): string {
  return `${path}: this field is not supported yet and has no effect`
}

/** For `notServed`: of a match of a rule with a CORS filter. */
export function neverInPreflight(path: string, header: string): string {
  return (
    `${path}: browsers do not send header ${quoted(header)} in a preflight, so the CORS filter ` +
    'of this rule answers no preflight for this match; remove the header here, and match by path, ' +
    'method or query'
  )
}

/** For `notServed`. */
export function nothingBesideRedirect(path: string, type: string): string {
  return (
    `${path}: filter type ${type} has no effect with a RequestRedirect, because no backend ` +
    'gets the request; remove it'
  )
}

/** For `notServed`: a timeout or retries. */
export function limitBesideRedirect(path: string): string {
  return `${path}: has no effect with a RequestRedirect, because no backend gets the request; remove it`
}

/** v1alpha2 of these routes takes 16 rules, all of which match everything; v1 takes one. */
export function furtherRules(rules: readonly string[]): Condition {
  return droppedRules(
    rules,
    'the first rule gets all traffic; move the backendRefs of the other rules to it',
  )
}

export function annotationInvalid(path: string, service: string, why: string): string {
  return `${path}: Service ${service}, ${why}`
}

/**
 * Accepted=False of a route, for all its parents. IncompatibleFilters is said "when there are incompatible
 * filters present on a route rule" (shared_types.go) and nothing else is wrong: a value that is not
 * served has a reason that the spec demands.
 */
export function rulesNotAccepted(problems: readonly RuleProblem[]): RuleProblem {
  const isFiltersOnly = problems.every(({ reason }) => reason === 'IncompatibleFilters')
  const reason = isFiltersOnly ? 'IncompatibleFilters' : 'UnsupportedValue'
  return { reason, message: messageOf(problems) }
}

/** `rules`: those that are refused, and those of which only a backendRef is, by its filters. */
export function partiallyInvalid(
  { refused, inPart }: { readonly refused: readonly string[]; readonly inPart: readonly string[] },
  problems: readonly RuleProblem[],
): Condition {
  const rules = [...refused, ...inPart.map((path) => `${path} in part`)]
  const whose = rules.length === 1 ? 'its' : 'their'
  const share =
    inPart.length === 0
      ? ''
      : ' (for a rule dropped in part: only requests for the backendRefs named here)'
  return droppedRules(rules, `${whose} requests get an error${share}. ${messageOf(problems)}`)
}

/** "The message for this condition MUST start with the prefix "Dropped Rule" and include information about which Rules have been dropped." */
function droppedRules(rules: readonly string[], why: string): Condition {
  return {
    type: 'PartiallyInvalid',
    status: 'True',
    reason: 'UnsupportedValue',
    message: shortened(`Dropped Rule ${rules.join(', ')}: ${why}`),
  }
}

/** The sentences as one text within what a condition may hold. */
function messageOf(problems: readonly Problem[]): string {
  return judged('', problems, { fine: { reason: '', message: '' } }).message
}

function unsupported(message: string): RuleProblem {
  return { reason: 'UnsupportedValue', message }
}

function incompatible(message: string): RuleProblem {
  return { reason: 'IncompatibleFilters', message }
}
