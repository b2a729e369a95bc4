// Chooses the endpoint of a backend for a request. What is known of an endpoint belongs to its address
// and port: all routes and backends share it, and it outlives snapshots as long as one has the endpoint.
import type {
  Affinity,
  Backend,
  Endpoint,
  RoutingSnapshot,
} from '../../snapshot/routing-snapshot.ts'
import type { RequestHead } from '../words/exchange.ts'
import { affinityKeyOf } from './affinity-key.ts'
import { dropStates, endpointPoolOf, identityOf, type EndpointPool } from './endpoint-pool.ts'
import {
  createEndpointStates,
  isEjected,
  noteFailure,
  noteSuccess,
  type EndpointState,
} from './endpoint-state.ts'
import { ownerFrom, slotOf } from './maglev.ts'
import { twoChoices } from './two-choices.ts'

export interface Balancer {
  /** Before requests are served from the snapshot. */
  apply(snapshot: RoutingSnapshot): void
  /** Undefined: there is no endpoint, or all were tried. */
  choose(wanted: EndpointRequest): ChosenEndpoint | undefined
  /** How the endpoints of the last snapshot are now, by `ADDRESS:PORT`. */
  health(): EndpointsHealth
}

export type EndpointsHealth = Readonly<Record<string, EndpointHealth>>

export interface EndpointHealth {
  readonly inFlight: number
  /** Connections in a row that could not be made. */
  readonly failures: number
  /** How long it is given nothing yet, while others can take it; 0: it is not ejected. */
  readonly ejectedForMs: number
}

export interface EndpointRequest {
  readonly backend: Backend
  /** As the request's snapshot has them. */
  readonly endpoints: readonly Endpoint[]
  /** Absent: it is no HTTP. */
  readonly request?: RequestHead
  readonly connection: { readonly remoteAddress: string }
  /** Not to be chosen again. */
  readonly tried: ReadonlySet<Endpoint>
}

export interface ChosenEndpoint {
  readonly endpoint: Endpoint
  /** When the request is over; the first call counts. 'unknown': given up before it was connected. */
  release(outcome: 'ok' | 'connect-failed' | 'unknown'): void
}

export interface BalancerOptions {
  /** Milliseconds, never going back. */
  readonly now?: () => number
  /** From 0 to below 1. */
  readonly random?: () => number
}

export function createBalancer({
  now = () => performance.now(),
  random = Math.random,
}: BalancerOptions = {}): Balancer {
  const states = createEndpointStates()
  const pools = new Map<string, EndpointPool>()
  // Those of earlier snapshots too, for the requests that still go by them.
  const poolsByEndpoints = new WeakMap<readonly Endpoint[], EndpointPool>()
  /** Of the last snapshot. */
  let lastBackends: RoutingSnapshot['backends'] = {}

  // The most frequent change is of one backend's endpoints among thousands: the others cost a comparison each.
  const apply = ({ backends, endpoints: all }: RoutingSnapshot): void => {
    const replaced: EndpointPool[] = []
    const update = (name: string, affinity: Affinity | undefined) => {
      const endpoints = all[name] ?? none
      const previous = pools.get(name)
      if (previous?.endpoints === endpoints && !previous.table === !affinity) return
      const pool = endpointPoolOf({ endpoints, affinity, states, previous })
      if (previous) replaced.push(previous)
      pools.set(name, pool)
      poolsByEndpoints.set(endpoints, pool)
    }
    if (backends === lastBackends) {
      for (const [name, { endpoints }] of pools)
        if (all[name] !== endpoints) update(name, backends[name]?.affinity)
    } else {
      for (const { name, affinity } of Object.values(backends)) update(name, affinity)
      for (const [name, pool] of pools)
        if (!Object.hasOwn(backends, name)) {
          pools.delete(name)
          replaced.push(pool)
        }
    }
    // Only now: an endpoint may be another backend's by now.
    for (const pool of replaced) dropStates(pool, states)
    lastBackends = backends
  }

  const choose = (wanted: EndpointRequest): ChosenEndpoint | undefined => {
    const { backend, endpoints } = wanted
    const current = pools.get(backend.name)
    const pool = current?.endpoints === endpoints ? current : poolsByEndpoints.get(endpoints)
    if (!pool) return undefined
    const time = now()
    const index = indexIn(pool, wanted, time, random)
    return index === undefined ? undefined : pickOf(pool, index, { now, random, time })
  }

  const health = (): EndpointsHealth => {
    const time = now()
    const known = new Map<string, EndpointHealth>()
    for (const { endpoints, states: of } of pools.values())
      for (const [index, state] of of.entries())
        known.set(identityOf(endpoints[index]!), healthOf(state, time))
    return Object.fromEntries(known)
  }

  return { apply, choose, health }
}

const none: readonly Endpoint[] = []

function indexIn(
  pool: EndpointPool,
  { backend, request, connection, tried }: EndpointRequest,
  time: number,
  random: () => number,
): number | undefined {
  const { endpoints, states } = pool
  if (endpoints.length === 1) return isEndpointUntried(endpoints[0], tried) ? 0 : undefined
  const isUntried = (index: number) => isEndpointUntried(endpoints[index], tried)
  const isUsable = (index: number) => isUntried(index) && isStateInUse(states[index], time)
  const key = backend.affinity && affinityKeyOf(backend.affinity, request, connection)
  // If all that are left are ejected, all that are left may be tried.
  return chooseFrom(pool, key, isUsable, random) ?? chooseFrom(pool, key, isUntried, random)
}

function chooseFrom(
  { table, states }: EndpointPool,
  key: string | undefined,
  isUsable: (index: number) => boolean,
  random: () => number,
): number | undefined {
  if (table && key !== undefined) return ownerFrom(table, slotOf(table, key), isUsable)
  return twoChoices(states, isUsable, random)
}

interface PickTimes extends Required<BalancerOptions> {
  /** Of the choice. */
  readonly time: number
}

function pickOf(
  { endpoints, states }: EndpointPool,
  index: number,
  times: PickTimes,
): ChosenEndpoint | undefined {
  const endpoint = endpoints[index]
  const state = states[index]
  return endpoint && state ? new Pick(endpoint, state, times) : undefined
}

class Pick implements ChosenEndpoint {
  readonly endpoint: Endpoint
  readonly #state: EndpointState
  readonly #times: PickTimes
  #isReleased = false

  constructor(endpoint: Endpoint, state: EndpointState, times: PickTimes) {
    this.endpoint = endpoint
    this.#state = state
    this.#times = times
    state.inFlight += 1
  }

  release(outcome: 'ok' | 'connect-failed' | 'unknown'): void {
    if (this.#isReleased) return
    this.#isReleased = true
    const { now, random, time } = this.#times
    this.#state.inFlight -= 1
    if (outcome === 'ok') noteSuccess(this.#state, time)
    if (outcome === 'connect-failed') noteFailure(this.#state, now(), random)
  }
}

function healthOf(
  { inFlight, failures, ejectedUntil }: EndpointState,
  time: number,
): EndpointHealth {
  return { inFlight, failures, ejectedForMs: Math.max(0, Math.ceil(ejectedUntil - time)) }
}

function isEndpointUntried(endpoint: Endpoint | undefined, tried: ReadonlySet<Endpoint>): boolean {
  return endpoint !== undefined && !tried.has(endpoint)
}

function isStateInUse(state: EndpointState | undefined, time: number): boolean {
  return state !== undefined && !isEjected(state, time)
}
