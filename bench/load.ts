// One measurement: h2load keeps its connections busy for some seconds, each with one request at a time
// (HTTP/1.1) or several (HTTP/2), and logs how long each took.
import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { quantile } from './median.ts'

export type Protocol = 'HTTP/1.1' | 'HTTP/2'

export interface Load {
  readonly folder: string
  readonly protocol: Protocol
  readonly port: number
  readonly connections: number
  readonly seconds: number
  readonly core: string | undefined
}

export interface Measured {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers other than 200, and requests without one. */
  readonly failed: number
}

export async function measure(load: Load): Promise<Measured> {
  const { folder, protocol, connections, seconds, core } = load
  const log = join(folder, 'load.log')
  const words = [
    ...(core === undefined ? [] : ['taskset', '-c', core]),
    'h2load',
    // As many requests in flight for both: HTTP/2 on an eighth of the connections.
    ...(protocol === 'HTTP/1.1'
      ? ['--h1', '-c', `${connections}`]
      : ['-c', `${Math.ceil(connections / 8)}`, '-m', '8']),
    '-t',
    '1',
    '-D',
    `${seconds}`,
    '--warm-up-time=1',
    `--log-file=${log}`,
    `http://127.0.0.1:${load.port}/`,
  ]
  const [command = '', ...args] = words
  const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 16 * 1024 * 1024 })
  const measured = measuredFrom(await readFile(log, 'utf8'), seconds)
  await rm(log)
  return { ...measured, failed: measured.failed + unansweredIn(stdout) }
}

/** Lines of the log are: start in microseconds, status, duration in microseconds. */
export function measuredFrom(log: string, seconds: number): Measured {
  const durations: number[] = []
  let failed = 0
  for (const line of log.split('\n')) {
    if (line === '') continue
    const [, status, microseconds] = line.split('\t')
    if (status === '200') durations.push(Number(microseconds))
    // h2load logs a 0 for streams that were open when the warm-up ended: they belong to neither part.
    else if (status !== '0') failed += 1
  }
  const sorted = Float64Array.from(durations).toSorted()
  return {
    requestsPerSecond: durations.length / seconds,
    p50Ms: quantile(sorted, 0.5) / 1_000,
    p99Ms: quantile(sorted, 0.99) / 1_000,
    failed,
  }
}

/** `requests: 9 total, 9 started, 9 done, 9 succeeded, 0 failed, 0 errored, 0 timeout` */
export function unansweredIn(summary: string): number {
  const found = /(\d+) errored, (\d+) timeout/.exec(summary)
  if (!found) throw new Error(`h2load gave no summary:\n${summary}`)
  return Number(found[1]) + Number(found[2])
}
