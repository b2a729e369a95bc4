// The port of a listener where nothing stands between it and its clients: its own, moved by the offset.
import type { Listener } from '../../resources/gateway-api.ts'
import { portBeyondRange, portReserved } from '../../status/listener-conditions.ts'
import type { TranslateOptions } from '../translation.ts'
import type { ListenerPlace } from './place.ts'

export type PortOptions = Pick<TranslateOptions, 'portOffset' | 'reservedPorts'>

export function ownPort(
  { port }: Pick<Listener, 'port'>,
  path: string,
  { address, portOffset, reservedPorts }: PortOptions & { readonly address: string },
): ListenerPlace {
  const bound = port + portOffset
  if (bound > 65_535) return { refused: portBeyondRange(path, port, portOffset) }
  if (reservedPorts.includes(bound)) return { refused: portReserved(path, port, portOffset) }
  return { address, port: bound, clientPort: bound }
}
