// HTTP/1.1 at a fixed rate, by the bench's own program: how long each request took.
import { benchProgram } from '../programs.ts'
import { runPinned } from './run-pinned.ts'
import type { Load, LoadAt } from './load.ts'

export interface RateLoad extends Load {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
}

export async function loadAtRate(
  asked: { readonly isTls: boolean; readonly connections: number; readonly rate: number },
  at: LoadAt,
): Promise<RateLoad> {
  const said = await runPinned(at.core, await benchProgram(), [
    'rate',
    ...(asked.isTls ? ['-tls'] : []),
    `-address=127.0.0.1:${at.port}`,
    `-connections=${asked.connections}`,
    `-seconds=${at.seconds}`,
    `-rate=${asked.rate}`,
  ])
  const told = JSON.parse(said) as Record<
    'requests' | 'microseconds' | 'failed' | 'p50' | 'p99' | 'p999',
    number
  >
  return {
    requests: told.requests,
    seconds: told.microseconds / 1_000_000,
    failed: told.failed,
    p50Ms: told.p50 / 1_000,
    p99Ms: told.p99 / 1_000,
    p999Ms: told.p999 / 1_000,
  }
}
