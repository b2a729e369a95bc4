// Which listeners a URL's host and port may mean. People name the port that stands in the Gateway; where
// ports are moved up, or a load balancer stands in front, others lead there as well.
import type { Listener } from '../../snapshot/routing-snapshot.ts'
import type { Step } from './explanation.ts'

export interface UrlPlace {
  /** As in a URL: a name, or an address (IPv6 in brackets). */
  readonly hostname: string
  readonly port: number
}

/** The port that a listener has in its Gateway, which a snapshot does not know. */
export type PortOf = (listener: Listener) => number

/** The Gateway's port counts before the one that clients name, and that before the one that is bound. */
export function listenersAt<L extends Listener>(
  listeners: readonly L[],
  { hostname, port }: UrlPlace,
  portOf: PortOf,
): readonly L[] {
  const readings: PortOf[] = [portOf, ({ clientPort }) => clientPort, (listener) => listener.port]
  const there =
    readings
      .map((read) => listeners.filter((listener) => read(listener) === port))
      .find(({ length }) => length > 0) ?? []
  const address = hostname.replace(/^\[(.*)\]$/, '$1')
  const addressed = there.filter((listener) => listener.address === address)
  return addressed.length > 0 ? addressed : there
}

export function portStep(listener: Listener, portOf: PortOf): Step {
  const { port, address } = listener
  const bound = `${address.includes(':') ? `[${address}]` : address}:${port}`
  return { step: 'port', isPassed: true, says: `${portOf(listener)}, which is bound at ${bound}` }
}

/** `spoken` is what nobody takes there. */
export function noPortStep(
  listeners: readonly Listener[],
  asked: UrlPlace & { readonly spoken: string },
  portOf: PortOf,
): Step {
  const { port, spoken } = asked
  const others = new Set(listenersAt(listeners, asked, portOf).map(({ protocol }) => protocol))
  const ports = listeners.map((listener) => `${portOf(listener)} (${listener.protocol})`)
  const there = [...new Set(ports)].join(', ')
  const says =
    others.size > 0
      ? `${port} is there for ${[...others].join(' and ')}, not for ${spoken}`
      : `nothing listens on ${port} (${there === '' ? 'there is no listener' : `there is ${there}`})`
  return { step: 'port', isPassed: false, says }
}
