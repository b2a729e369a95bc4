// What all UDP sockets of a data plane share: the process's descriptors, and so the table of sessions.
import type { Limits } from '../sockets/limits.ts'
import { descriptorLimit } from '../../observe/metrics/descriptor-limit.ts'
import { type MachineAddresses, machineAddresses } from './local-addresses.ts'
import { SessionTable, tableBounds, type TableEntry } from './session-table.ts'
import type { UpstreamNames } from './upstream.ts'

export interface SessionEvents {
  /** Before one more begins: whether another one must end for it, for the sake of requests and streams. */
  readonly isCrowded: () => boolean
  /** One ended to make room at the socket `ADDRESS:PORT`. */
  readonly onEvicted: (socket: string) => void
}

const alone: SessionEvents = { isCrowded: () => false, onEvicted: () => {} }

export interface SharedSessions<Entry extends TableEntry = TableEntry> {
  readonly table: SessionTable<Entry>
  /** Whoever asks from one of these is this gateway: a backend leads back to it. */
  readonly upstreamNames: UpstreamNames
  readonly machine: MachineAddresses
  readonly onEvicted: SessionEvents['onEvicted']
}

export function createSharedSessions<Entry extends TableEntry>(
  limits: Limits,
  { isCrowded, onEvicted }: SessionEvents = alone,
  machine: MachineAddresses = machineAddresses,
): SharedSessions<Entry> {
  const bounds = tableBounds(limits, descriptorLimit())
  return {
    table: new SessionTable(bounds, limits.datagramIdleMs, isCrowded),
    upstreamNames: new Set(),
    machine,
    onEvicted,
  }
}
