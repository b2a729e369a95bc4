// `--workers auto|N`: in how many processes of their own the traffic is served.
import { InvalidArgumentError, Option } from 'commander'
import type { TrafficWorkers } from '../../gateway/assemble-gateway.ts'
import type { AccessLogFormat } from '../../observe/create-observer.ts'
import { type Colours, noColours } from '../../observe/log/colours.ts'
import type { LineWriter } from '../../observe/log/line-writer.ts'
import type { LogLevel } from '../../observe/log/log-level.ts'
import { workerCount } from '../../workers/worker-count.ts'

export interface WorkersFlag {
  readonly workers: number | 'auto'
}

export function workersOption(byDefault: WorkersFlag['workers']): Option {
  return new Option(
    '--workers <n>',
    'Worker processes that serve traffic: auto is one for each CPU, as far as memory allows; 0: the main process serves it',
  )
    .argParser(readWorkers)
    .default(byDefault)
}

interface Voice {
  readonly lines: LineWriter
  readonly accessLog: AccessLogFormat
  readonly colours: Colours
}

/** Undefined: the process itself serves. */
export function workersOf(
  { workers, logLevel }: WorkersFlag & { readonly logLevel: LogLevel },
  { lines, accessLog, colours }: Voice,
): TrafficWorkers | undefined {
  const { count, hasSpare } = workerCount(workers)
  if (count === 0) return undefined
  return { count, hasSpare, lines, accessLog, hasColours: colours !== noColours, logLevel }
}

/** So many cores has hardly a machine; a number above is a slip. */
const mostWorkers = 256

function readWorkers(text: string): number | 'auto' {
  if (text === 'auto') return text
  if (/^\d{1,3}$/.test(text) && Number(text) <= mostWorkers) return Number(text)
  throw new InvalidArgumentError(`Give auto, or a number from 0 to ${mostWorkers}.`)
}
