// HTTP/2 by h2load: few connections, each with several requests at a time.
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { runPinned } from './run-pinned.ts'
import type { Load, LoadAt } from './load.ts'

export interface H2Load {
  readonly scheme: 'http' | 'https'
  readonly path?: string
  readonly connections: number
  /** At a time, on each connection. */
  readonly streams: number
  readonly headers?: Readonly<Record<string, string>>
  /** Makes it a POST. */
  readonly body?: Buffer
}

export async function loadByH2load(load: H2Load, at: LoadAt): Promise<Load> {
  const { scheme, path = '/', connections, streams, headers = {}, body } = load
  const file = join(at.folder, 'h2load-body')
  if (body) await writeFile(file, body)
  const said = await runPinned(at.core, 'h2load', [
    '-t1',
    `-c${connections}`,
    `-m${streams}`,
    `-D${at.seconds}`,
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...(body ? ['-d', file] : []),
    `${scheme}://127.0.0.1:${at.port}${path}`,
  ])
  return loadFromH2load(said)
}

/**
 * `finished in 1.00s, 9.00 req/s, 1MB/s`
 * `requests: 9 total, 9 started, 9 done, 8 succeeded, 1 failed, 0 errored, 0 timeout`
 */
export function loadFromH2load(said: string): Load {
  const time = /^finished in ([\d.]+)(us|ms|s),/m.exec(said)
  const counts = /(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout$/m.exec(said)
  if (!time || !counts) throw new Error(`h2load gave no summary:\n${said}`)
  const [succeeded = 0, failed = 0] = counts.slice(1).map(Number)
  const unit = { us: 1e-6, ms: 1e-3, s: 1 }[time[2] as 'us' | 'ms' | 's']
  // Of those that failed, errored and timed out are a part.
  return { requests: succeeded, seconds: Number(time[1]) * unit, failed }
}
