// That a limit of connections was reached is told by a series for each that met it, and by a line of the log
// now and then: one for each would be a flood of its own.
import type { Observer } from '../../observe/log/observer.ts'
import type { Limits } from './limits.ts'

const messages = {
  'idle-connection': 'Connection limit reached: the longest idle connections are closed',
  'too-many-connections':
    'Connection limit reached and no connection is idle: new connections are refused',
  'too-many-under-way': 'Request limit reached: new requests and streams are refused',
  'silent-session': 'UDP session limit reached: the longest silent sessions are ended',
  'too-many-waiting': 'Overload: more requests arrive than can be served; the surplus gets 503',
} as const

export type LimitReason = keyof typeof messages

/** Something was turned away, or closed to make room, at the socket `ADDRESS:PORT`. */
export type OnLimit = (socket: string, reason: LimitReason) => void

export function reportLimits(observer: Observer, { limitLineMs }: Limits, bounds: object): OnLimit {
  const told = new Map<LimitReason, { at: number; since: number }>()
  return (socket, reason) => {
    observer.onRefused(socket, reason)
    const now = performance.now()
    const last = told.get(reason) ?? { at: -Infinity, since: 0 }
    const count = last.since + 1
    const isDue = now - last.at >= limitLineMs
    told.set(reason, isDue ? { at: now, since: 0 } : { at: last.at, since: count })
    if (isDue) observer.log.warn({ socket, count, ...bounds }, messages[reason])
  }
}
