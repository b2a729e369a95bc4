// Brings the parts together into a RoutingSnapshot: served listeners with their hosts, and the tables
// of what these refer to. Whatever did not change is the same object (===) as in the snapshot before.
import type { Host, Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { ListenerSocket } from '../addresses/place.ts'
import type { JudgedListener } from '../gateways/judged-gateway.ts'
import type { SettledGateway } from '../gateways/settle-gateways.ts'
import { keptByName, keptIfEqual, keptList, keptRecord } from '../kept.ts'
import type { Reads } from '../reads.ts'
import type { AttachedRoute } from '../routes/attach-routes.ts'
import { createBackendAssembly } from './assemble-backends.ts'
import { createHostAssembly } from './assemble-hosts.ts'

export interface SnapshotParts {
  readonly gateways: readonly SettledGateway[]
  readonly routes: readonly AttachedRoute[]
  readonly reads: Reads
}

export function createSnapshotAssembly() {
  const hostsRound = createHostAssembly()
  const assembleBackends = createBackendAssembly()
  const frameRound = keptIfEqual<ListenerFrame>()
  const listenerRound = keptByName(makeListener)
  const listenerList = keptList<Listener>()
  const certificateTable = keptRecord<RoutingSnapshot['certificates']>()
  const bundleTable = keptRecord<RoutingSnapshot['caBundles']>()
  const keptSnapshot = keptRecord<RoutingSnapshot>()

  return ({ gateways, routes, reads }: SnapshotParts): RoutingSnapshot => {
    const served = servedListeners(gateways)
    const names = served.map(({ judged }) => judged.name)

    const hostsOf = hostsRound(routes, names)
    const [frameOf, listenerOf] = [frameRound(), listenerRound()]
    const listeners = served.map(({ judged, socket }) => {
      const frame = frameOf(judged.name, frameFor(judged, socket))
      return listenerOf(judged.name, frame, hostsOf(judged.name))
    })
    const certificates = served.flatMap(({ judged }) => judged.certificates)
    const caBundles = served.flatMap(({ judged }) => judged.caBundles)
    return keptSnapshot({
      listeners: listenerList(Object.freeze(listeners)),
      ...assembleBackends(routes, names, reads),
      certificates: certificateTable(
        Object.fromEntries(certificates.map((one) => [one.name, one])),
      ),
      caBundles: bundleTable(Object.fromEntries(caBundles.map((one) => [one.name, one]))),
    })
  }
}

/** By name, as the snapshot has them. */
function servedListeners(gateways: readonly SettledGateway[]): readonly Served[] {
  return gateways
    .flatMap(({ listeners }) => listeners)
    .flatMap(({ judged, isServed }) =>
      isServed && judged.socket ? [{ judged, socket: judged.socket }] : [],
    )
    .toSorted((a, b) => (a.judged.name < b.judged.name ? -1 : 1))
}

interface Served {
  readonly judged: JudgedListener
  readonly socket: ListenerSocket
}

/** A listener but for its hosts: little, and seldom another. */
type ListenerFrame = Omit<Listener, 'hosts'>

function frameFor(
  { name, listener, hostname, certificates, clientValidation }: JudgedListener,
  { address, port, clientPort }: ListenerSocket,
): ListenerFrame {
  return {
    name,
    gateway: name.slice(0, name.indexOf('/listener/')),
    protocol: listener.protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
    address,
    port,
    clientPort,
    hostname,
    ...(certificates.length > 0 && {
      tls: {
        certificates: certificates.map((certificate) => certificate.name),
        ...(clientValidation && { clientValidation }),
      },
    }),
  }
}

function makeListener(frame: ListenerFrame, hosts: readonly Host[]): Listener {
  return Object.freeze({ ...frame, hosts })
}
