// The limits of clients that an operator may set; all others stand in proxy/listeners/limits.ts.
import type { Command } from 'commander'
import type { Limits } from '../../proxy/sockets/limits.ts'
import { countOption } from './option-parsers.ts'

export interface LimitFlags {
  readonly maxConnections?: number
  readonly maxConnectionsPerSource?: number
  readonly maxRequests?: number
}

export function addLimitOptions(command: Command): Command {
  return command
    .option(
      '--max-connections <n>',
      'connections of clients; one more closes the one that is idle longest (default: 32768, or what the limit of open files allows)',
      countOption,
    )
    .option(
      '--max-connections-per-source <n>',
      'the same of one client address (default: seven eighths of all)',
      countOption,
    )
    .option(
      '--max-requests <n>',
      'requests and streams under way; one more is answered with 503 (default: 16384, or what the limit of open files allows)',
      countOption,
    )
}

export function limitsOf(flags: LimitFlags): Partial<Limits> {
  const { maxConnections, maxConnectionsPerSource, maxRequests } = flags
  return {
    ...(maxConnections && { connections: maxConnections }),
    ...(maxConnectionsPerSource && { connectionsPerSource: maxConnectionsPerSource }),
    ...(maxRequests && { underWay: maxRequests }),
  }
}
