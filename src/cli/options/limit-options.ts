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
      'Limit of client connections; above it, the longest idle connection is closed (default: 32768, or what the limit of open files allows)',
      countOption,
    )
    .option(
      '--max-connections-per-source <n>',
      'Limit of connections per client address (default: 7/8 of --max-connections)',
      countOption,
    )
    .option(
      '--max-requests <n>',
      'Limit of requests and streams in progress; above it, requests get 503 (default: 16384, or what the limit of open files allows)',
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
