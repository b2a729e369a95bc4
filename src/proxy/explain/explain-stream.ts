// What becomes of a connection or a session that is no HTTP, step by step: by the functions that route
// it, of all backendRefs instead of one that was drawn.
import { isHttpListener } from '../../snapshot/http-listeners.ts'
import type {
  HttpListener,
  Listener,
  RoutingSnapshot,
  StreamBackendRef,
  TlsListener,
} from '../../snapshot/routing-snapshot.ts'
import { explainedEndpoints, outcomeOfShares, percentOf, totalWeight } from './explain-match.ts'
import { listenersAt, noPortStep, type PortOf, portStep, type UrlPlace } from './explain-place.ts'
import type {
  ExplainedBackendRef,
  Explanation,
  ExplainedNearMiss,
  ExplainedOutcome,
  Step,
} from './explanation.ts'
import { kindOf } from '../sockets/plane-socket.ts'
import { ServerNames } from '../routing/server-names.ts'
import { whyNoBackend } from '../request/serve-match.ts'
import { isStreamListener, ruleFor, type StreamListener } from '../streams/route-stream.ts'

export interface ConnectionQuestion extends UrlPlace {
  readonly protocol: 'TLS' | 'TCP' | 'UDP'
  /** TLS: lower case, '' none. */
  readonly serverName: string
}

interface Ground {
  readonly snapshot: RoutingSnapshot
  readonly portOf: PortOf
}

export function explainStream(ground: Ground, asked: ConnectionQuestion): Explanation {
  const { snapshot, portOf } = ground
  const { protocol, hostname, port, serverName } = asked
  const about = `${protocol.toLowerCase()}://${hostname}:${port}`
  const all = snapshot.listeners.filter((listener) => kindOf(listener) === protocol.toLowerCase())
  const there = listenersAt(all, asked, portOf)
  const near = nearStreams(ground, asked)
  const [first] = there
  if (!first) {
    const step = noPortStep(snapshot.listeners, { ...asked, spoken: protocol }, portOf)
    return refused(about, { steps: [step], near, says: `the ${wordFor(protocol)} is not taken` })
  }
  const listener = listenerAmong(there, asked)
  if (listener && isStreamListener(listener))
    return { ...explainListener(ground, listener, serverName), asked: about, near }
  if (listener?.protocol === 'HTTPS') return terminated({ about, serverName, portOf }, listener)
  const steps = [portStep(first, portOf), noNameStep(serverName)]
  return refused(about, { steps, near, says: 'the handshake is refused' })
}

/** Of the listeners of one socket: as it is asked when a ClientHello comes. */
export function listenerOf(
  listeners: readonly Listener[],
  serverName: string,
): HttpListener | TlsListener | undefined {
  return new ServerNames(listeners.filter(isSecure)).find(serverName)
}

function isSecure(listener: Listener): listener is HttpListener | TlsListener {
  return kindOf(listener) === 'tls'
}

/** Several addresses may have the port. */
function listenerAmong(
  listeners: readonly Listener[],
  { protocol, serverName }: ConnectionQuestion,
): Listener | undefined {
  if (protocol !== 'TLS') return listeners[0]
  const sockets = Map.groupBy(listeners, ({ address, port }) => `${address} ${port}`)
  const found = [...sockets.values()].map((each) => listenerOf(each, serverName))
  return found.find((listener) => listener !== undefined)
}

export function noNameStep(serverName: string): Step {
  const asked = serverName === '' ? 'a client that names no server' : `server name ${serverName}`
  return { step: 'tls', isPassed: false, says: `no listener of this port is for ${asked}` }
}

export function tlsStep(
  { tls, name, hostname }: HttpListener | TlsListener,
  serverName: string,
): Step {
  const named = serverName === '' ? 'no server name' : `server name ${serverName}`
  const shown = tls ? `shows ${tls.certificates.join(', ')}` : 'passes TLS through unchanged'
  const asks =
    tls?.clientValidation === undefined
      ? ''
      : tls.clientValidation.mode === 'AllowValidOnly'
        ? '; it requires a valid client certificate'
        : '; it requests a client certificate, but does not require one'
  const says = `${named} → ${name} (${hostname || 'any hostname'}), which ${shown}${asks}`
  return { step: 'tls', isPassed: true, says }
}

/** `asked` and `near` are left to whoever knows what was asked. */
export function explainListener(
  { snapshot, portOf }: Ground,
  listener: StreamListener,
  serverName: string,
): Omit<Explanation, 'asked' | 'near'> {
  const isTls = listener.protocol === 'TLS'
  const steps: Step[] = [
    portStep(listener, portOf),
    isTls
      ? tlsStep(listener, serverName)
      : { step: 'listener', isPassed: true, says: listener.name },
  ]
  const rule = ruleFor({ listener, serverName })
  if (!rule) {
    const why =
      isTls && listener.serverNames.length > 0
        ? `no route of the listener is for ${serverName || 'a client that names no server'}`
        : 'no route is attached to the listener'
    steps.push({ step: 'rule', isPassed: false, says: why })
    const outcome = {
      isServed: false,
      says: `the ${wordFor(listener.protocol)} is refused: ${why}`,
    }
    return { steps, outcome, backendRefs: [], met: { listener: listener.name } }
  }
  steps.push({ step: 'rule', isPassed: true, says: rule.name })
  const total = totalWeight(rule.backendRefs)
  const backendRefs = rule.backendRefs
    .filter(({ weight }) => weight > 0)
    .map((ref) => explainRef(snapshot, ref, percentOf(ref, total)))
  const outcome: ExplainedOutcome =
    total === 0 ? { isServed: false, says: whyNoBackend(undefined) } : outcomeOfShares(backendRefs)
  return { steps, outcome, backendRefs, met: { listener: listener.name, rule: rule.name } }
}

function explainRef(
  snapshot: RoutingSnapshot,
  ref: StreamBackendRef,
  percent: number,
): ExplainedBackendRef {
  const backend = snapshot.backends[ref.backend ?? '']
  const endpoints = (backend && snapshot.endpoints[backend.name]) ?? []
  const outcome = (): ExplainedOutcome => {
    if (!backend) return { isServed: false, says: `refused: ${whyNoBackend(ref)}` }
    if (endpoints.length === 0)
      return { isServed: false, says: `${backend.name} has no endpoint that is ready` }
    return { isServed: true, says: `it goes to ${backend.name}` }
  }
  return {
    name: ref.name,
    percent,
    backend: backend?.name ?? null,
    outcome: outcome(),
    filters: [],
    endpoints: explainedEndpoints(endpoints),
  }
}

/** HTTPS shares the port: what comes inside is a request. */
function terminated(
  { about, serverName, portOf }: { about: string; serverName: string; portOf: PortOf },
  listener: HttpListener,
): Explanation {
  return {
    asked: about,
    steps: [portStep(listener, portOf), tlsStep(listener, serverName)],
    outcome: {
      isServed: true,
      says: `TLS ends here, and requests come in it: ask with \`rauta explain GET https://${serverName || 'HOST'}/\``,
    },
    backendRefs: [],
    near: [],
    met: { listener: listener.name },
  }
}

/** The rules of that protocol that this one does not meet. */
function nearStreams(
  { snapshot: { listeners }, portOf }: Ground,
  asked: ConnectionQuestion,
): readonly ExplainedNearMiss[] {
  const { protocol, serverName } = asked
  const there = new Set<unknown>(listenersAt(listeners, asked, portOf))
  return listeners
    .filter((listener) => !isHttpListener(listener) && listener.protocol === protocol)
    .flatMap((listener): ExplainedNearMiss[] => {
      if (!isStreamListener(listener)) return []
      const { name } = listener
      const isThere = there.has(listener)
      const met = ruleFor({ listener, serverName })
      const rules =
        listener.protocol === 'TLS' ? listener.serverNames : [{ hostname: '', rule: listener.rule }]
      return rules.flatMap(({ hostname, rule }) => {
        if (!rule || (isThere && rule === met)) return []
        const wrongPort = `it is served on port ${portOf(listener)}`
        const wrongName = `it is for ${hostname || 'any server name'}, the connection for ${serverName || 'none'}`
        return isThere
          ? [{ name: rule.name, listener: name, part: 'hostname', why: wrongName }]
          : [{ name: rule.name, listener: name, part: 'port', why: wrongPort }]
      })
    })
}

function refused(
  asked: string,
  said: {
    readonly steps: readonly Step[]
    readonly near: readonly ExplainedNearMiss[]
    readonly says: string
  },
): Explanation {
  const { steps, near, says } = said
  return { asked, steps, near, outcome: { isServed: false, says }, backendRefs: [], met: {} }
}

function wordFor(protocol: 'TLS' | 'TCP' | 'UDP'): string {
  return protocol === 'UDP' ? 'datagram' : 'connection'
}
