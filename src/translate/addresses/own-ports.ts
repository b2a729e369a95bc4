// The port of a listener where nothing stands between it and its clients: its own, moved by the offset.
import type { Gateway } from '../../resources/gateway-api.ts'
import { type GatewayPort, partsOfPort, portOf } from '../../resources/gateway-port.ts'
import { portBeyondRange, portReserved } from '../../status/conditions/listener-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { TranslateOptions } from '../words/translation.ts'
import type { ListenerPlace, PortPlaces } from '../words/place.ts'

export type PortOptions = Pick<TranslateOptions, 'portOffset' | 'reservedPorts'>

/** Of each listener; `bind` is an IP address, or why there is none. */
export function ownPorts(
  { spec }: Gateway,
  bind: string | Problem,
  options: PortOptions,
): readonly ListenerPlace[] {
  return spec.listeners.map((listener, index) =>
    ownPort({ port: portOf(listener), path: `spec.listeners[${index}]` }, bind, options),
  )
}

/** Of each port of its ListenerSets. */
export function ownPortsOfSets(
  ports: readonly GatewayPort[],
  bind: string | Problem,
  options: PortOptions,
): PortPlaces {
  return Object.fromEntries(
    ports.map((port) => [port, ownPort({ port, path: 'spec.listeners[*]' }, bind, options)]),
  )
}

/** What the process itself listens on are TCP ports: UDP may have the same numbers. */
function ownPort(
  asked: { readonly port: GatewayPort; readonly path: string },
  bind: string | Problem,
  { portOffset, reservedPorts }: PortOptions,
): ListenerPlace {
  const { path } = asked
  const { port, transport } = partsOfPort(asked.port)
  const bound = port + portOffset
  if (bound > 65_535) return { refused: portBeyondRange(path, port, portOffset) }
  if (transport === 'TCP' && reservedPorts.includes(bound))
    return { refused: portReserved(path, port, portOffset) }
  if (typeof bind !== 'string') return { missing: bind }
  return { address: bind, port: bound, clientPort: bound }
}
