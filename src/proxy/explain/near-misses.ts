// The matches that a request did not meet, nearest first, each with the first thing that kept it from
// being the one. Asked of what is compiled for requests: no path, header or hostname is compared here.
import { shownValue, withoutSecrets } from '../../snapshot/hide-secrets.ts'
import { httpListeners } from '../../snapshot/http-listeners.ts'
import type {
  Host,
  HttpListener,
  Listener,
  PathMatch,
  RuleMatch,
} from '../../snapshot/routing-snapshot.ts'
import type { RequestHead } from '../words/exchange.ts'
import { MatchSubject } from '../routing/match-subject.ts'
import { hostnameIndexOf } from '../routing/hostname-index.ts'
import { hostRouterOf, type RouterResult } from '../routing/host-router.ts'
import type { ExpectedValue } from '../routing/match-conditions.ts'
import type { RouteLookup } from '../routing/route-table.ts'

export interface NearMiss {
  readonly listener: HttpListener
  readonly host: Host
  readonly match: RuleMatch
  /** What kept it from being the one. */
  readonly part: 'port' | 'hostname' | 'listener' | ExpectedValue['part'] | 'precedence'
  /** One sentence about that part. */
  readonly why: string
}

export interface ArrivedRequest {
  /** Undefined: nothing listens there. */
  readonly socket: { readonly address: string; readonly port: number } | undefined
  readonly request: RequestHead
  readonly found: RouteLookup
  /** The port that a listener has in its Gateway. */
  portOf(listener: Listener): number
}

export function nearMisses(
  listeners: readonly Listener[],
  came: ArrivedRequest,
): readonly NearMiss[] {
  const misses = httpListeners(listeners).flatMap((listener) =>
    listener.hosts.flatMap((host) =>
      hostRouterOf(host)
        .trace(() => new MatchSubject(came.request))
        .flatMap((tried) => missOf({ listener, host, tried }, came) ?? []),
    ),
  )
  const nearest = misses.toSorted((a, b) => b.held - a.held || b.likeness - a.likeness)
  const known = new Set<string>()
  return nearest
    .filter(({ miss: { match } }) => !known.has(match.name) && known.add(match.name))
    .map(({ miss }) => miss)
}

export function isHostnameFitting(hostname: string, asked: string): boolean {
  return hostnameIndexOf([{ hostname }]).find(asked, () => true) === true
}

interface Spot {
  readonly listener: HttpListener
  readonly host: Host
  readonly tried: RouterResult
}

interface Ranked {
  readonly miss: NearMiss
  /** How much of it held. */
  readonly held: number
  /** Of what did not: how much of it is the same text. */
  readonly likeness: number
}

/** Undefined: it is the one, or too little of it holds to be meant. */
function missOf({ listener, host, tried }: Spot, came: ArrivedRequest): Ranked | undefined {
  const { request, found, socket, portOf } = came
  const { match, isPathFitting, answer } = tried
  const isMatched = found.type === 'match'
  if (isMatched && found.match === match) return undefined
  const isThere = listener.address === socket?.address && listener.port === socket.port
  const isNamed =
    isHostnameFitting(listener.hostname, request.hostname) &&
    isHostnameFitting(host.hostname, request.hostname)
  const isOwner = found.type !== 'no-listener' && found.listener === listener
  const held =
    (isThere ? 5 : 0) +
    (isNamed ? 8 : 0) +
    (isPathFitting ? 4 : 0) +
    (answer === true ? 3 : 0) +
    (isOwner ? 1 : 0)
  const miss = (part: NearMiss['part'], why: string, likeness = 0): Ranked => ({
    miss: { listener, host, match, part, why },
    held,
    likeness,
  })

  if (!isThere) {
    if (isMatched || !isNamed || answer !== true) return undefined
    return miss('port', `it is served on port ${portOf(listener)} (${listener.protocol})`)
  }
  if (!isNamed) {
    if (isMatched || !isPathFitting) return undefined
    const serves = host.hostname || listener.hostname || 'any hostname'
    const why = `it is for ${serves}, the request for ${request.hostname}`
    return miss('hostname', why, sameEnd(serves, request.hostname))
  }
  if (!isOwner && isPathFitting && found.type !== 'no-listener') {
    const why = `the hostname of ${found.listener.name} is more specific, and only its routes are considered`
    return miss('listener', why)
  }
  if (!isPathFitting) {
    if (isMatched) return undefined
    const path = new MatchSubject(request).path
    const why = `the path must be ${pathInWords(match.path)}, and is ${withoutSecrets(path)}`
    return miss('path', why, sameStart(match.path.value, path))
  }
  if (answer === true) return miss('precedence', 'it matches too, but has lower precedence')
  return miss(tried.unmet?.wanted.part ?? 'path', whyUnmet(tried, request))
}

function whyUnmet({ unmet, answer }: RouterResult, request: RequestHead): string {
  if (!unmet || answer === 'undecided')
    return 'its regular expression is too expensive for such a long text'
  const { part, name, type, value, valueIn } = unmet.wanted
  const found = valueIn(new MatchSubject(request))
  const shown = shownValue(name, value)
  const wanted = type === 'Exact' ? `be "${shown}"` : `match ${shown}`
  const has = found === undefined ? 'the request has none' : `is "${shownValue(name, found)}"`
  return `the ${name === '' ? part : `${part} ${name}`} must ${wanted}, and ${has}`
}

export function pathInWords({ type, value }: PathMatch): string {
  const shown = withoutSecrets(value)
  switch (type) {
    case 'Exact':
      return `exactly ${shown}`
    case 'PathPrefix':
      return `${shown === '' ? '/' : shown} or below it`
    case 'RegularExpression':
      return `one that matches ${shown}`
  }
}

function sameStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length += 1
  return length
}

function sameEnd(a: string, b: string): number {
  let length = 0
  while (length < a.length && a.at(-1 - length) === b.at(-1 - length)) length += 1
  return length
}
