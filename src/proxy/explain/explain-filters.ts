// What each filter does to one request, in words: found by letting it do it.
import { shownTarget, shownValue } from '../../snapshot/hide-secrets.ts'
import type { HttpFilter, RequestMirror, RuleMatch } from '../../snapshot/routing-snapshot.ts'
import { type OutgoingRequest, filterRequest, filterResponse } from '../filters/apply-filters.ts'
import type { HeaderList, RequestHead } from '../words/exchange.ts'
import { hasHeader, isSameName, valuesOf } from '../words/header-list.ts'
import type { LocalAnswer } from '../request/answer/local-answers.ts'

export interface FilteredRequest {
  readonly asked: OutgoingRequest
  /** A line a filter, in their order. */
  readonly says: readonly string[]
}

export function explainFilters(
  filters: readonly HttpFilter[],
  before: OutgoingRequest,
  of: {
    readonly match: RuleMatch
    readonly request: RequestHead
    /** What the filters answer by themselves, if they do. */
    readonly answer: LocalAnswer | undefined
  },
): FilteredRequest {
  let asked = before
  const says = filters.map((filter) => {
    if (!hasPart(filter, of.answer)) return `${filter.type}: not used for this answer`
    const after = filterRequest([filter], asked, of.match)
    const effects = [...changesOf(asked, after), ...besideRequest(filter, of.request)]
    asked = after
    return `${filter.type}: ${effects.join('; ') || 'changes nothing of this request'}`
  })
  return { asked, says }
}

/** A redirect has its own answer filters; a preflight is between the browser and the CORS filter. */
function hasPart({ type }: HttpFilter, answer: LocalAnswer | undefined): boolean {
  if (answer === undefined || type === 'CORS') return true
  const isRedirect = answer.flag === 'redirected'
  return isRedirect && (type === 'RequestRedirect' || type === 'ResponseHeaderModifier')
}

function changesOf(before: OutgoingRequest, after: OutgoingRequest): string[] {
  return [
    ...(before.target === after.target
      ? []
      : [`path ${shownTarget(before.target)} → ${shownTarget(after.target)}`]),
    ...(before.authority === after.authority
      ? []
      : [`host ${before.authority} → ${after.authority}`]),
    ...headerChanges(before.headers, after.headers),
  ]
}

function headerChanges(before: HeaderList, after: HeaderList): string[] {
  const names = new Map([...before, ...after].map(([name]) => [name.toLowerCase(), name]))
  return [...names.values()].flatMap((name) => {
    if (!hasHeader(after, name)) return [`no header ${name} any more`]
    const value = valuesOf(after, name).join(', ')
    return value === valuesOf(before, name).join(', ')
      ? []
      : [`header ${name}: ${shownValue(name, value)}`]
  })
}

/** What a filter does elsewhere: to the answer, or with a copy. */
function besideRequest(filter: HttpFilter, request: RequestHead): string[] {
  switch (filter.type) {
    case 'RequestMirror':
      return [mirrorInWords(filter)]
    case 'RequestRedirect':
      return ['answered by the gateway, without a backend']
    case 'ResponseHeaderModifier':
      return [
        ...answerHeaders(filter, request),
        ...filter.remove.map((name) => `the answer has no header ${name}`),
      ]
    case 'CORS':
      return answerHeaders(filter, request)
    case 'RequestHeaderModifier':
    case 'URLRewrite':
      return []
  }
}

function answerHeaders(filter: HttpFilter, request: RequestHead): string[] {
  return filterResponse([filter], [], request)
    .filter(([name]) => !isSameName(name, 'vary'))
    .map(([name, value]) => `the answer gets ${name}: ${shownValue(name, value)}`)
}

function mirrorInWords({ backend, numerator, denominator }: RequestMirror): string {
  if (backend === null) return 'its backendRef is invalid, so nothing is mirrored'
  const percent = Math.round((numerator / denominator) * 1000) / 10
  return `${percent === 100 ? 'a copy' : `of ${percent} % of the requests a copy`} goes to ${backend}`
}
