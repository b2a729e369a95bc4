// What all UDP sockets of a data plane share: the process's descriptors, and so the table of sessions.
import type { Limits } from '../sockets/limits.ts'
import { descriptorLimit } from '../../observe/metrics/descriptor-limit.ts'
import { type MachineAddresses, machineAddresses } from './local-addresses.ts'
import { SessionTable, tableBounds, type TableEntry } from './session-table.ts'
import type { UpstreamNames } from './upstream.ts'

export interface SharedSessions<Entry extends TableEntry = TableEntry> {
  readonly table: SessionTable<Entry>
  /** Whoever asks from one of these is this gateway: a backend leads back to it. */
  readonly upstreamNames: UpstreamNames
  readonly machine: MachineAddresses
}

export function createSharedSessions<Entry extends TableEntry>(
  limits: Limits,
  machine: MachineAddresses = machineAddresses,
): SharedSessions<Entry> {
  return {
    table: new SessionTable(tableBounds(limits, descriptorLimit()), limits.datagramIdleMs),
    upstreamNames: new Set(),
    machine,
  }
}
