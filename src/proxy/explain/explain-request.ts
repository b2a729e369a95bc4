// What becomes of a request, step by step, by the functions that serve it: the head is read, the route
// table finds, the rule's filters work. Nothing here decides anything.
import { shownTarget } from '../../snapshot/hide-secrets.ts'
import { nodeHttp } from '../words/node-http.ts'
import type { HttpListener, Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { Connection, HeaderList, RequestHead } from '../words/exchange.ts'
import { explainMatch, localOutcome } from './explain-match.ts'
import { listenersAt, noPortStep, type PortOf, portStep, type UrlPlace } from './explain-place.ts'
import type { Explanation, ExplainedNearMiss, Step } from './explanation.ts'
import { answerWithoutRule, asLookedUp, type RuleLookup, findRule } from '../request/find-rule.ts'
import { announcedMethod } from '../filters/cors.ts'
import { isGrpc } from '../words/grpc-request.ts'
import { readHttp1Head } from '../client-side/http1-express/http1-head.ts'
import { limits } from '../sockets/limits.ts'
import { refuse } from '../sockets/refusal.ts'
import { nearMisses, pathInWords } from './near-misses.ts'
import { routeTableOf } from '../routing/route-table.ts'
import { explainListener, listenerOf, noNameStep, tlsStep } from './explain-stream.ts'
import type { RequestMatch } from '../request/serve-match.ts'
import { isStreamListener } from '../streams/route-stream.ts'

export interface RequestQuestion extends UrlPlace {
  readonly method: string
  readonly scheme: 'http' | 'https'
  /** Host, as the client would send it. */
  readonly authority: string
  /** Path and query as the client would send them. */
  readonly target: string
  readonly headers: HeaderList
  /** TLS: lower case, '' none. */
  readonly serverName: string
}

type Story = Omit<Explanation, 'asked' | 'near'> & {
  readonly found?: RuleLookup
  /** Where it came to. */
  readonly socket?: Pick<HttpListener, 'address' | 'port'>
}

/** What it goes by. */
export interface ExplainContext {
  readonly snapshot: RoutingSnapshot
  readonly portOf: PortOf
}

export function explainRequest(ground: ExplainContext, asked: RequestQuestion): Explanation {
  const { method } = asked
  // Node's parser has no other, and refuses it before there is a head.
  const isMethod = nodeHttp.METHODS.includes(method)
  const raw = {
    method,
    url: asked.target,
    httpVersion: '1.1' as const,
    rawHeaders: ['Host', asked.authority, ...asked.headers.flat()],
    scheme: asked.scheme,
    localAuthority: '',
    headerCount: limits.headerCount,
  }
  const head = isMethod ? readHttp1Head(raw) : refuse('bad-syntax')
  if (head.type === 'refusal') {
    const outcome = { isServed: false, status: head.status, says: head.says }
    const refused = 'it is refused before it is routed'
    const says = isMethod ? refused : `${refused}: ${noMethod(method)}`
    const step: Step = { step: 'request', isPassed: false, says }
    return { asked: inWords(asked), outcome, near: [], ...nothingMet([step]) }
  }
  const request = asSpoken(head.request)
  const named = asked.authority.replace(/:\d*$/, '')
  const isRewritten = request.target !== asked.target || request.hostname !== named
  const { found, socket, ...story } = bestOf(storiesOf(ground, asked, request))
  const read: Step = { step: 'request', isPassed: true, says: readAs(request) }
  return {
    asked: inWords(asked),
    ...story,
    steps: isRewritten ? [read, ...story.steps] : story.steps,
    near: nearOf(ground, request, { found, socket }),
  }
}

function noMethod(method: string): string {
  const meant = method.toUpperCase()
  const hint = nodeHttp.METHODS.includes(meant) ? `, but ${meant}` : ''
  return `HTTP/1.1 has no method ${method}${hint}`
}

/** Clients of gRPC speak HTTP/2. */
function asSpoken(request: RequestHead): RequestHead {
  return isGrpc(request.headers) ? { ...request, httpVersion: '2' } : request
}

/** One a socket: several addresses may have the port. */
function storiesOf(ground: ExplainContext, asked: RequestQuestion, request: RequestHead): Story[] {
  const { snapshot, portOf } = ground
  const isTls = asked.scheme === 'https'
  const speaking = snapshot.listeners.filter(({ protocol }) =>
    isTls ? protocol === 'HTTPS' || protocol === 'TLS' : protocol === 'HTTP',
  )
  const sockets = Map.groupBy(
    listenersAt(speaking, asked, portOf),
    ({ address, port }) => `${address} ${port}`,
  )
  if (sockets.size === 0) {
    const step = noPortStep(
      snapshot.listeners,
      { ...asked, spoken: isTls ? 'HTTPS' : 'HTTP' },
      portOf,
    )
    return [{ ...nothingMet([step]), outcome: { isServed: false, says: 'no connection is made' } }]
  }
  return [...sockets.values()].map((listeners) => {
    const socket = listeners[0]!
    return Object.assign({ socket }, storyAt(ground, asked, { request, listeners, socket }))
  })
}

function storyAt(
  ground: ExplainContext,
  { scheme, serverName }: RequestQuestion,
  came: {
    readonly request: RequestHead
    readonly listeners: readonly Listener[]
    readonly socket: Listener
  },
): Story {
  const { request, listeners, socket: at } = came
  const { snapshot, portOf } = ground
  if (scheme === 'http') return routed(snapshot, { request, at, steps: [portStep(at, portOf)] })
  const chosen = listenerOf(listeners, serverName)
  if (!chosen) {
    const steps = [portStep(at, portOf), noNameStep(serverName)]
    return { ...nothingMet(steps), outcome: { isServed: false, says: 'the handshake is refused' } }
  }
  if (isStreamListener(chosen)) return explainListener(ground, chosen, serverName)
  const tls = { serverName, gateway: chosen.gateway, listener: chosen.name }
  const steps = [portStep(chosen, portOf), tlsStep(chosen, serverName)]
  return routed(snapshot, { request, at, tls, steps })
}

interface Arrival {
  readonly request: RequestHead
  readonly at: Pick<HttpListener, 'address' | 'port'>
  readonly tls?: NonNullable<Connection['tls']>
  readonly steps: readonly Step[]
}

function routed(snapshot: RoutingSnapshot, { request, at, tls, steps }: Arrival): Story {
  const { address, port } = at
  const client = { remoteAddress: '127.0.0.1', remotePort: 0 }
  const connection: Connection = { address, port, ...client, ...(tls && { tls }) }
  const found = findRule(routeTableOf(snapshot), connection, request)
  if (found.type === 'match') {
    const { listener, host, match } = found
    const rest = explainMatch(snapshot, request, found)
    const way: Step[] = [
      listenerStep(listener),
      { step: 'hostname', isPassed: true, says: host.hostname || 'any' },
      { step: 'rule', isPassed: true, says: ruleInWords(found, request) },
    ]
    const met = { listener: listener.name, rule: match.rule.name }
    return { ...rest, steps: [...steps, ...way, ...rest.steps], met, found }
  }
  const outcome = localOutcome(answerWithoutRule(found, request), request)
  if (found.type === 'no-listener') {
    const says = `no listener of this port is for ${request.hostname}`
    return {
      ...nothingMet([...steps, { step: 'listener', isPassed: false, says }]),
      outcome,
      found,
    }
  }
  const { listener } = found
  const met = { listener: listener.name }
  if (found.type === 'misdirected') {
    const says = `the handshake was for ${tls?.serverName || 'no server name'}, and ${request.hostname} belongs to ${listener.name}`
    const step: Step = { step: 'listener', isPassed: false, says }
    return { ...nothingMet([...steps, step]), outcome, found, met }
  }
  const says =
    found.type === 'preflight-refused'
      ? `a ${announcedMethod(request)} would meet ${found.announced?.name ?? 'none'}, which has no CORS filter`
      : 'no rule of the listener matches'
  const step: Step = { step: 'rule', isPassed: false, says }
  return { ...nothingMet([...steps, listenerStep(listener), step]), outcome, found, met }
}

function ruleInWords({ match, isAnnounced }: RequestMatch, request: RequestHead): string {
  const why = isAnnounced ? `, which the announced ${announcedMethod(request)} would meet` : ''
  return `${match.name}: path ${pathInWords(match.path)}${why}`
}

function listenerStep({ name, hostname }: HttpListener): Step {
  return { step: 'listener', isPassed: true, says: `${name} (${hostname || 'any hostname'})` }
}

/** The one that comes furthest. */
function bestOf(stories: readonly Story[]): Story {
  const [best] = stories.toSorted((a, b) => farness(b) - farness(a))
  return best!
}

function farness({ found, met, outcome }: Story): number {
  if (outcome.isServed || met.rule !== undefined) return 3
  return met.listener === undefined ? (found ? 1 : 0) : 2
}

function nearOf(
  { snapshot: { listeners }, portOf }: ExplainContext,
  request: RequestHead,
  {
    found = { type: 'no-listener' },
    socket,
  }: { found: RuleLookup | undefined; socket: Story['socket'] },
): readonly ExplainedNearMiss[] {
  if (found.type === 'misdirected') return []
  return nearMisses(listeners, {
    socket,
    portOf,
    found: found.type === 'preflight-refused' ? { ...found, type: 'no-rule' } : found,
    request: asLookedUp(found, request),
  }).map(({ match, listener, part, why }) => {
    return { name: match.name, listener: listener.name, part, why }
  })
}

function nothingMet(steps: readonly Step[]): Pick<Story, 'steps' | 'backendRefs' | 'met'> {
  return { steps, backendRefs: [], met: {} }
}

function inWords({ method, scheme, authority, target }: RequestQuestion): string {
  return `${method} ${scheme}://${authority}${shownTarget(target)}`
}

function readAs({ hostname, target }: RequestHead): string {
  return `read as host ${hostname}, path ${shownTarget(target)}`
}
