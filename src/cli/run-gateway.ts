// A gateway in the foreground, until a signal: `rauta serve` and the guide's demo.
import type { AccessLogFormat } from '../observe/create-observer.ts'
import { coloursFor, noColours } from '../observe/colours.ts'
import { createJsonLog } from '../observe/json-log.ts'
import type { LogLevel } from '../observe/log-level.ts'
import { createLineWriter } from '../observe/line-writer.ts'
import type { Log } from '../observe/observer.ts'
import { createTextLog } from '../observe/text-log.ts'
import { endOnBug } from './end-on-bug.ts'
import { endOnSignal } from './end-on-signal.ts'
import { followGateway } from './follow-gateway.ts'
import type { Output } from './output.ts'
import { routeOverview } from './route-overview.ts'
import { formatSocketAddress, type SocketAddress } from './socket-address.ts'
import { type RunningGateway, startGateway } from './start-gateway.ts'
import { createLogTeller, createTextTeller, type ProgramState } from './teller.ts'
import { isOlder, rautaVersion, recommendedNode } from './versions.ts'

export interface RunOptions {
  readonly paths: readonly string[]
  readonly address: string
  readonly portOffset: number
  readonly admin: SocketAddress
  readonly health: SocketAddress
  /** Absent: text on a terminal, else json. */
  readonly accessLog?: AccessLogFormat | undefined
  readonly logLevel: LogLevel
  /** How long requests in flight may take to end. */
  readonly graceMs: number
  readonly output: Pick<Output, 'out' | 'errors'>
}

/** Resolves when the gateway has ended. */
export async function runGateway(options: RunOptions): Promise<void> {
  const { paths, address, portOffset, admin, health, graceMs } = options
  const voice = voiceFor(options)
  const { lines, log, teller, accessLog, colours, isText } = voice
  const ending = endOnSignal()
  const bugs = endOnBug(log, lines, options.output.errors)
  warnOfOldNode(log)
  try {
    const gateway = await startGateway({
      paths,
      address,
      portOffset,
      admin,
      health,
      log,
      accessLog,
      lines,
      colours,
      ...followGateway(teller, ({ snapshot, report }) => {
        if (!isText) return
        for (const line of routeOverview({ snapshot, report, colours })) lines.write(line)
      }),
    })
    teller.state(started(gateway, paths))
    const signal = await ending.signal
    teller.state(draining(signal, graceMs))
    await gateway.close(graceMs)
    teller.state(ended(lines.dropped()))
  } finally {
    ending.forget()
    bugs.forget()
    // Nobody reads what is written: that must not keep a gateway from ending.
    if (!(await lines.close())) process.exit(process.exitCode ?? 0)
  }
}

/** In words for a person, or in JSON for a program: one of them for all that is said. */
function voiceFor({ accessLog, logLevel, output: { out } }: RunOptions) {
  const isText = accessLog === 'text' || (accessLog !== 'json' && out.isTTY === true)
  const colours = isText ? coloursFor(out) : noColours
  const lines = createLineWriter(out, isText ? { delayMs: 0 } : {})
  const log = isText ? createTextLog(lines, logLevel, colours) : createJsonLog(lines, logLevel)
  const teller = isText ? createTextTeller(lines, colours) : createLogTeller(log)
  const format: AccessLogFormat = accessLog ?? (isText ? 'text' : 'json')
  return { lines, log, teller, colours, isText, accessLog: format }
}

function warnOfOldNode(log: Log): void {
  if (!isOlder(process.version, recommendedNode)) return
  const facts = { version: process.version, recommended: `v${recommendedNode}` }
  log.warn(facts, 'this Node.js is older than the one recommended')
}

function started({ admin, health }: RunningGateway, paths: readonly string[]): ProgramState {
  const at = (socket: SocketAddress | undefined) => socket && formatSocketAddress(socket)
  const facts = { version: rautaVersion, paths, admin: at(admin), health: at(health) }
  return {
    message: 'gateway started',
    facts,
    sentence: `Following ${paths.join(', ')}; health and metrics http://${facts.health}, admin http://${facts.admin}; Ctrl-C ends`,
  }
}

function draining(signal: string, graceMs: number): ProgramState {
  return {
    message: 'draining',
    facts: { signal, graceMs },
    sentence: `Draining: requests may end within ${graceMs / 1000} s; Ctrl-C again ends at once`,
  }
}

function ended(droppedLines: number): ProgramState {
  return { message: 'ended', facts: { droppedLines }, sentence: 'Ended' }
}
