// The matches of one host, compiled: what a request asks for is found by its path, and of what fits
// the first in the order of `Host.matches` is the one. The order itself is translate's work.
import type { Host, RuleMatch } from '../../snapshot/routing-snapshot.ts'
import type { MatchSubject } from './match-subject.ts'
import {
  allHold,
  matchConditionsOf,
  pathExpression,
  type MatchResult,
  type MatchCondition,
} from './match-conditions.ts'
import { PathIndex } from './path-index.ts'

export interface HostRouter {
  /** The match that the request meets; 'undecided': it is unknown whether it meets the one that may be it. */
  find(asked: MatchSubject): RuleMatch | 'undecided' | undefined
  /** What became of every match, in their order: for `explain`. `ask` gives the same request each time. */
  trace(ask: () => MatchSubject): readonly RouterResult[]
}

export interface RouterResult {
  readonly match: RuleMatch
  readonly isPathFitting: boolean
  readonly answer: MatchResult
  /** The first that does not hold; absent where the path alone does not fit. */
  readonly unmet?: MatchCondition
}

interface Candidate {
  /** In `Host.matches`: the lower, the sooner. */
  readonly place: number
  readonly match: RuleMatch
  readonly conditions: readonly MatchCondition[]
}

interface Hit {
  readonly place: number
  readonly match: RuleMatch | 'undecided'
}

const routers = new WeakMap<Host, HostRouter>()
// Apart from the routers: one changed route makes a new host, but its other matches are the same.
const compiledConditions = new WeakMap<RuleMatch, readonly MatchCondition[]>()

/** Compiled when the host is first seen, kept as long as the host is the same object. */
export function hostRouterOf(host: Host): HostRouter {
  let router = routers.get(host)
  if (!router) {
    router = compile(host)
    routers.set(host, router)
  }
  return router
}

function compile(host: Host): HostRouter {
  const paths = new PathIndex<Candidate>()
  const expressions: Candidate[] = []
  const all = host.matches.map((match, place): Candidate => {
    return { place, match, conditions: conditionsWithPath(match) }
  })
  for (const candidate of all) {
    const { type, value } = candidate.match.path
    if (type === 'Exact') paths.addExact(value, candidate)
    else if (type === 'PathPrefix') paths.addPrefix(value, candidate)
    else expressions.push(candidate)
  }

  return {
    find: (asked) => {
      let best: Hit | undefined
      for (const candidates of paths.find(asked.path)) best = firstOf(candidates, asked, best)
      return firstOf(expressions, asked, best)?.match
    },
    trace: (ask) => {
      const fitting = new Set([...paths.find(ask().path).flat(), ...expressions])
      return all.map((candidate) => tried(candidate, fitting.has(candidate), ask()))
    },
  }
}

/** Each match is asked with all the effort that a request has: it is asked out of turn. */
function tried(
  { match, conditions }: Candidate,
  isFitting: boolean,
  asked: MatchSubject,
): RouterResult {
  if (!isFitting) return { match, isPathFitting: false, answer: false }
  const answer = allHold(conditions, asked)
  const unmet = answer === true ? undefined : conditions.find((one) => one(asked) === answer)
  return { match, isPathFitting: unmet?.wanted.part !== 'path', answer, ...(unmet && { unmet }) }
}

/**
 * The first candidate that the request meets, if it comes before `best`. One of which that can't be
 * said is met as 'undecided': to pass on to the next would let a client choose its rule by making a
 * path too long for an expression.
 */
function firstOf(
  candidates: readonly Candidate[],
  asked: MatchSubject,
  best: Hit | undefined,
): Hit | undefined {
  for (const { place, match, conditions } of candidates) {
    if (best && place > best.place) return best
    const answer = allHold(conditions, asked)
    if (answer !== false) return { place, match: answer === 'undecided' ? answer : match }
  }
  return best
}

/** An expression for the path is one more condition, and the last as it costs most. */
function conditionsWithPath(match: RuleMatch): readonly MatchCondition[] {
  const known = compiledConditions.get(match)
  if (known) return known
  const conditions = [...matchConditionsOf(match)]
  if (match.path.type === 'RegularExpression') {
    conditions.push(pathExpression(match.path.value))
  }
  compiledConditions.set(match, conditions)
  return conditions
}
