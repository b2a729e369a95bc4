// Messages and their echoes, one at a time on each connection, by the bench's own program.
import { benchProgram } from '../programs.ts'
import { runPinned } from './run-pinned.ts'
import type { Load, LoadAt } from './load.ts'

export interface Messages {
  readonly by: 'tcp' | 'tls' | 'websocket' | 'udp'
  readonly connections: number
  /** Bytes of a message; up to 125 by WebSocket. */
  readonly size: number
}

export async function loadByMessages(messages: Messages, at: LoadAt): Promise<Load> {
  const { by, connections, size } = messages
  const said = await runPinned(at.core, await benchProgram(), [
    'load',
    `-by=${by}`,
    `-address=127.0.0.1:${at.port}`,
    `-connections=${connections}`,
    `-seconds=${at.seconds}`,
    `-size=${size}`,
  ])
  const { requests, microseconds, failed } = JSON.parse(said) as Record<
    'requests' | 'microseconds' | 'failed',
    number
  >
  return { requests, seconds: microseconds / 1_000_000, failed }
}
