// The port of a listener where nothing stands between it and its clients: its own, moved by the offset.
import type { Gateway } from '../../resources/gateway-api.ts'
import { portBeyondRange, portReserved } from '../../status/listener-conditions.ts'
import type { Problem } from '../../status/judged.ts'
import type { TranslateOptions } from '../translation.ts'
import type { ListenerPlace } from './place.ts'

export type PortOptions = Pick<TranslateOptions, 'portOffset' | 'reservedPorts'>

/** Of each listener; `bind` is an IP address, or why there is none. */
export function ownPorts(
  { spec }: Gateway,
  bind: string | Problem,
  { portOffset, reservedPorts }: PortOptions,
): readonly ListenerPlace[] {
  return spec.listeners.map(({ port }, index): ListenerPlace => {
    const path = `spec.listeners[${index}]`
    const bound = port + portOffset
    if (bound > 65_535) return { refused: portBeyondRange(path, port, portOffset) }
    if (reservedPorts.includes(bound)) return { refused: portReserved(path, port, portOffset) }
    if (typeof bind !== 'string') return { missing: bind }
    return { address: bind, port: bound, clientPort: bound }
  })
}
