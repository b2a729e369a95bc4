// Which rules the direct way serves, decided once for each rule of a snapshot. What it leaves out is what few rules
// have and would make it large: those go the reference way, request by request.
import type {
  Backend,
  HttpFilter,
  HttpRule,
  RoutingSnapshot,
} from '../../../snapshot/routing-snapshot.ts'
import { protocolFor } from '../../request/forward/forwarders.ts'

interface RuleFeature {
  /** As the docs name it. */
  readonly name: string
  readonly way: 'direct' | 'reference'
  isIn(rule: HttpRule, backends: RoutingSnapshot['backends']): boolean
}

/** Whatever else a rule may have is served by both ways. */
export const ruleFeatures: readonly RuleFeature[] = [
  ofFilter('RequestHeaderModifier', 'direct'),
  ofFilter('ResponseHeaderModifier', 'direct'),
  ofFilter('URLRewrite', 'direct'),
  ofFilter('RequestRedirect', 'direct'),
  ofFilter('CORS', 'direct'),
  {
    name: '`timeouts` of a rule',
    way: 'direct',
    isIn: ({ timeouts }) =>
      timeouts.requestMs !== undefined || timeouts.backendRequestMs !== undefined,
  },
  {
    name: 'session affinity of a backend',
    way: 'direct',
    isIn: (rule, backends) =>
      backendsOf(rule, backends).some(({ affinity }) => affinity !== undefined),
  },
  {
    name: 'BackendTLSPolicy',
    way: 'direct',
    isIn: (rule, backends) => backendsOf(rule, backends).some(({ tls }) => tls !== undefined),
  },
  ofFilter('RequestMirror', 'reference'),
  { name: '`retry` of a rule', way: 'reference', isIn: ({ retry }) => retry !== undefined },
  { name: 'GRPCRoute', way: 'direct', isIn: ({ isGrpc }) => isGrpc === true },
  {
    name: 'backend of HTTP/2 (`kubernetes.io/h2c`)',
    way: 'direct',
    isIn: (rule, backends) => backendsOf(rule, backends).some(({ protocol }) => protocol === 'h2c'),
  },
]

export interface RuleWay {
  readonly isDirect: boolean
  /** Its filters change requests, answers. */
  readonly changesRequest: boolean
  readonly changesAnswer: boolean
  /** What its backends speak. */
  readonly protocol: Backend['protocol'] | 'both'
  /** An endpoint of HTTP/1.1 gets the head as it came, as far as it goes on. */
  readonly passesLines: boolean
}

/** Of the rules of one snapshot. */
export class RuleWays {
  readonly #backends: RoutingSnapshot['backends']
  readonly #known = new WeakMap<HttpRule, RuleWay>()

  constructor({ backends }: Pick<RoutingSnapshot, 'backends'>) {
    this.#backends = backends
  }

  of(rule: HttpRule): RuleWay {
    let way = this.#known.get(rule)
    if (way === undefined) this.#known.set(rule, (way = wayOf(rule, this.#backends)))
    return way
  }
}

/** Of the rules of the snapshot that was asked about last. */
export class LiveRuleWays {
  #known: { readonly snapshot: RoutingSnapshot; readonly ways: RuleWays } | undefined

  of(snapshot: RoutingSnapshot): RuleWays {
    if (this.#known?.snapshot !== snapshot) this.#known = { snapshot, ways: new RuleWays(snapshot) }
    return this.#known.ways
  }
}

function wayOf(rule: HttpRule, backends: RoutingSnapshot['backends']): RuleWay {
  const has = (...types: HttpFilter['type'][]) =>
    filtersOf(rule).some(({ type }) => types.includes(type))
  const changesRequest = has('RequestHeaderModifier', 'URLRewrite')
  const protocol = protocolOf(rule, backends)
  return {
    isDirect: ruleFeatures.every(({ way, isIn }) => way === 'direct' || !isIn(rule, backends)),
    changesRequest,
    changesAnswer: has('ResponseHeaderModifier', 'CORS'),
    protocol,
    passesLines: !changesRequest && protocol === 'http1',
  }
}

function ofFilter(type: HttpFilter['type'], way: RuleFeature['way']): RuleFeature {
  const isIn = (rule: HttpRule) => filtersOf(rule).some((filter) => filter.type === type)
  return { name: `filter ${type}`, way, isIn }
}

function filtersOf({ filters, backendRefs }: HttpRule): HttpFilter[] {
  return [...filters, ...backendRefs.flatMap((ref) => ref.filters)]
}

function protocolOf(rule: HttpRule, backends: RoutingSnapshot['backends']): RuleWay['protocol'] {
  const spoken = new Set(backendsOf(rule, backends).map((backend) => protocolFor(rule, backend)))
  return spoken.size > 1 ? 'both' : ([...spoken][0] ?? 'http1')
}

function backendsOf({ backendRefs }: HttpRule, backends: RoutingSnapshot['backends']) {
  return backendRefs.flatMap(({ backend }) => backends[backend ?? ''] ?? [])
}
