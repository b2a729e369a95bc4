// The port of a listener where nothing stands between it and its clients: its own, moved by the offset.
import type { Gateway } from '../../resources/gateway-api.ts'
import { portBeyondRange, portReserved } from '../../status/listener-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { TranslateOptions } from '../translation.ts'
import type { ListenerPlace, PortPlaces } from './place.ts'

export type PortOptions = Pick<TranslateOptions, 'portOffset' | 'reservedPorts'>

/** Of each listener; `bind` is an IP address, or why there is none. */
export function ownPorts(
  { spec }: Gateway,
  bind: string | Problem,
  options: PortOptions,
): readonly ListenerPlace[] {
  return spec.listeners.map(({ port }, index) =>
    ownPort({ port, path: `spec.listeners[${index}]` }, bind, options),
  )
}

/** Of each port of its ListenerSets. */
export function ownPortsOfSets(
  ports: readonly number[],
  bind: string | Problem,
  options: PortOptions,
): PortPlaces {
  return Object.fromEntries(
    ports.map((port) => [port, ownPort({ port, path: 'spec.listeners[*]' }, bind, options)]),
  )
}

function ownPort(
  { port, path }: { readonly port: number; readonly path: string },
  bind: string | Problem,
  { portOffset, reservedPorts }: PortOptions,
): ListenerPlace {
  const bound = port + portOffset
  if (bound > 65_535) return { refused: portBeyondRange(path, port, portOffset) }
  if (reservedPorts.includes(bound)) return { refused: portReserved(path, port, portOffset) }
  if (typeof bind !== 'string') return { missing: bind }
  return { address: bind, port: bound, clientPort: bound }
}
