// Brings the parts together into a RoutingSnapshot: served listeners with their hosts, and the tables
// of what these refer to. Whatever did not change is the same object (===) as in the snapshot before.
import type { Host, Listener, RoutingSnapshot } from '../../snapshot/routing-snapshot.ts'
import type { JudgedListener } from '../gateways/judged-gateway.ts'
import type { SettledGateway } from '../gateways/settle-gateways.ts'
import { keptByName, keptIfEqual, keptList, keptRecord } from '../kept.ts'
import type { Reads } from '../reads.ts'
import type { AttachedRoute } from '../routes/attach-routes.ts'
import type { TranslateOptions } from '../translation.ts'
import { createBackendAssembly } from './assemble-backends.ts'
import { createHostAssembly } from './assemble-hosts.ts'

export interface SnapshotParts {
  readonly gateways: readonly SettledGateway[]
  readonly routes: readonly AttachedRoute[]
  readonly reads: Reads
}

export function createSnapshotAssembly({ address, portOffset }: TranslateOptions) {
  const hostsRound = createHostAssembly()
  const assembleBackends = createBackendAssembly()
  const frameRound = keptIfEqual<ListenerFrame>()
  const listenerRound = keptByName(makeListener)
  const listenerList = keptList<Listener>()
  const certificateTable = keptRecord<RoutingSnapshot['certificates']>()
  const keptSnapshot = keptRecord<RoutingSnapshot>()

  return ({ gateways, routes, reads }: SnapshotParts): RoutingSnapshot => {
    const served = servedListeners(gateways)
    const names = served.map(({ name }) => name)

    const hostsOf = hostsRound(routes, names)
    const [frameOf, listenerOf] = [frameRound(), listenerRound()]
    const listeners = served.map((judged) => {
      const frame = frameOf(judged.name, frameFor(judged, { address, portOffset }))
      return listenerOf(judged.name, frame, hostsOf(judged.name))
    })
    const certificates = served.flatMap((judged) => judged.certificates)
    return keptSnapshot({
      listeners: listenerList(Object.freeze(listeners)),
      ...assembleBackends(routes, names, reads),
      certificates: certificateTable(
        Object.fromEntries(certificates.map((one) => [one.name, one])),
      ),
    })
  }
}

/** By name, as the snapshot has them. */
function servedListeners(gateways: readonly SettledGateway[]): readonly JudgedListener[] {
  return gateways
    .flatMap(({ listeners }) => listeners)
    .filter(({ isServed }) => isServed)
    .map(({ judged }) => judged)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** A listener but for its hosts: little, and seldom another. */
type ListenerFrame = Omit<Listener, 'hosts'>

function frameFor(
  { name, listener, hostname, certificates }: JudgedListener,
  { address, portOffset }: { address: string; portOffset: number },
): ListenerFrame {
  return {
    name,
    gateway: name.slice(0, name.indexOf('/listener/')),
    protocol: listener.protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
    address,
    port: listener.port + portOffset,
    hostname,
    ...(certificates.length > 0 && {
      tls: { certificates: certificates.map((certificate) => certificate.name) },
    }),
  }
}

function makeListener(frame: ListenerFrame, hosts: readonly Host[]): Listener {
  return Object.freeze({ ...frame, hosts })
}
