// Brings the parts together into a RoutingSnapshot: served listeners with their hosts, and the tables
// of what these refer to. Whatever did not change is the same object (===) as in the snapshot before.
import type {
  Certificate,
  Host,
  HttpListener,
  Listener,
  RoutingSnapshot,
  ServerNameRule,
  TcpListener,
  TlsListener,
  UdpListener,
} from '../../snapshot/routing-snapshot.ts'
import type { ListenerSocket } from '../words/place.ts'
import type { JudgedListener } from '../listeners/judged-gateway.ts'
import type { ResolvedGateways } from '../listeners/resolve-conflicts.ts'
import { keptByName, keptIfEqual, keptLatest, keptList, keptRecord } from '../incremental/kept.ts'
import type { Reads } from '../incremental/reads.ts'
import type { AttachedRoute } from '../attach/attached-route.ts'
import { createBackendAssembly } from './assemble-backends.ts'
import { createHostAssembly } from './assemble-hosts.ts'
import { createStreamRuleAssembly } from './assemble-stream-rules.ts'
import { createRoutesByListener } from './routes-by-listener.ts'

export interface SnapshotParts {
  readonly resolved: ResolvedGateways
  readonly routes: readonly AttachedRoute[]
  readonly reads: Reads
}

export function createSnapshotAssembly() {
  const grouped = createRoutesByListener()
  const hostsRound = createHostAssembly()
  const streamRulesRound = createStreamRuleAssembly()
  const assembleBackends = createBackendAssembly()
  const servedOf = keptLatest(servedListeners)
  const framesOf = createFrames()
  const listenerRound = keptByName(makeListener)
  const listenerList = keptList<Listener>()
  const certificateTable = keptRecord<RoutingSnapshot['certificates']>()
  const bundleTable = keptRecord<RoutingSnapshot['caBundles']>()
  const keptSnapshot = keptRecord<RoutingSnapshot>()

  return ({ resolved, routes, reads }: SnapshotParts): RoutingSnapshot => {
    const served = servedOf(resolved)
    const names = served.map(({ judged }) => judged.name)

    const byListener = grouped(routes, names)
    const hostsOf = hostsRound(byListener)
    const streamRulesOf = streamRulesRound(byListener)
    const listenerOf = listenerRound()
    const listeners = framesOf(served).map((frame) =>
      listenerOf(
        frame.name,
        frame,
        isStream(frame) ? streamRulesOf(frame.name) : hostsOf(frame.name),
      ),
    )
    const certificates = served.flatMap(({ judged, clientCertificate }) => [
      ...judged.certificates,
      ...(clientCertificate ? [clientCertificate] : []),
    ])
    const { backends, endpoints, leaving, bundles } = assembleBackends(routes, names, reads)
    const caBundles = [...served.flatMap(({ judged }) => judged.caBundles), ...bundles]
    return keptSnapshot({
      listeners: listenerList(Object.freeze(listeners)),
      backends,
      endpoints,
      ...(Object.keys(leaving).length > 0 && { leaving }),
      certificates: certificateTable(
        Object.fromEntries(certificates.map((one) => [one.name, one])),
      ),
      caBundles: bundleTable(Object.fromEntries(caBundles.map((one) => [one.name, one]))),
    })
  }
}

/** By name, as the snapshot has them. */
function servedListeners({ gateways, listenerSets }: ResolvedGateways): readonly Served[] {
  const shown = new Map(
    gateways.map(({ judged: { key, clientCertificate } }) => [
      `gateway/${key}`,
      clientCertificate.certificate,
    ]),
  )
  return [...gateways, ...listenerSets]
    .flatMap(({ listeners }) => listeners)
    .flatMap(({ judged, isServed }) => {
      const { gateway, socket } = judged
      return isServed && socket ? [{ judged, socket, clientCertificate: shown.get(gateway) }] : []
    })
    .toSorted((a, b) => (a.judged.name < b.judged.name ? -1 : 1))
}

interface Served {
  readonly judged: JudgedListener
  readonly socket: ListenerSocket
  /** Of its Gateway. */
  readonly clientCertificate: Certificate | undefined
}

/** A listener but for what its routes say: little, and seldom another. */
type ListenerFrame = HttpFrame | TlsFrame | PortFrame
type HttpFrame = Omit<HttpListener, 'hosts'>
type TlsFrame = Omit<TlsListener, 'serverNames'>
type PortFrame = Omit<TcpListener, 'rule'> | Omit<UdpListener, 'rule'>

function isStream({ protocol }: ListenerFrame): boolean {
  return protocol !== 'HTTP' && protocol !== 'HTTPS'
}

/** Of the same listeners the same frames, and one that says the same is the one before. */
function createFrames() {
  const round = keptIfEqual<ListenerFrame>()
  return keptLatest((served: readonly Served[]): readonly ListenerFrame[] => {
    const kept = round()
    return served.map((one) => kept(one.judged.name, frameFor(one)))
  })
}

function frameFor({ judged, socket, clientCertificate }: Served): ListenerFrame {
  const { name, gateway, listener, hostname, certificates, clientValidation } = judged
  const { address, port, clientPort } = socket
  const backendCertificate = clientCertificate && { backendCertificate: clientCertificate.name }
  const place = { address, port, clientPort }
  const tls = certificates.length > 0 && {
    tls: {
      certificates: certificates.map((certificate) => certificate.name),
      ...(clientValidation && { clientValidation }),
    },
  }
  switch (listener.protocol) {
    case 'UDP':
    case 'TCP':
      return { name, gateway, protocol: listener.protocol, ...place, ...backendCertificate }
    case 'TLS':
      return { name, gateway, protocol: 'TLS', ...place, hostname, ...backendCertificate, ...tls }
    default: {
      const protocol = listener.protocol === 'HTTPS' ? 'HTTPS' : 'HTTP'
      return { name, gateway, protocol, ...place, hostname, ...backendCertificate, ...tls }
    }
  }
}

/** `rules` are hosts where the listener speaks HTTP, else rules by server name. */
function makeListener(
  frame: ListenerFrame,
  rules: readonly Host[] | readonly ServerNameRule[],
): Listener {
  // Which of the two they are goes by the protocol, see above: TypeScript can't see that.
  switch (frame.protocol) {
    case 'TLS':
      return Object.freeze({ ...frame, serverNames: rules as readonly ServerNameRule[] })
    case 'TCP':
    case 'UDP': {
      const [first] = rules as readonly ServerNameRule[]
      return Object.freeze({ ...frame, ...(first && { rule: first.rule }) })
    }
    default:
      return Object.freeze({ ...frame, hosts: rules as readonly Host[] })
  }
}
