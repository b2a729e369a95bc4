// A gateway in the foreground of its process: in whose words it speaks, and how it ends. The same for
// every command that runs one.
import { coloursFor, noColours, type Colours } from '../../observe/log/colours.ts'
import type { AccessLogFormat } from '../../observe/create-observer.ts'
import { createJsonLog } from '../../observe/log/json-log.ts'
import { createLineWriter, type LineWriter } from '../../observe/log/line-writer.ts'
import type { LogLevel } from '../../observe/log/log-level.ts'
import type { Log } from '../../observe/log/observer.ts'
import { createTextLog } from '../../observe/log/text-log.ts'
import { endOnBug } from '../options/end-on-bug.ts'
import { endOnSignal } from '../options/end-on-signal.ts'
import type { Output } from '../options/output.ts'
import {
  createLogReporter,
  createTextReporter,
  type ProgramState,
  type Reporter,
} from '../../gateway/reporter.ts'
import { giveMemoryBack } from '../../workers/memory/give-memory-back.ts'
import { heapAdvice, memoryLimits } from '../../gateway/heap-advice.ts'
import { isOlder, recommendedNode } from '../options/versions.ts'

export interface Foreground {
  /** Absent: text on a terminal, else json. */
  readonly accessLog?: AccessLogFormat | undefined
  readonly logLevel: LogLevel
  /** How long requests in flight may take to end. */
  readonly graceMs: number
  readonly output: Pick<Output, 'out' | 'errors'>
}

/** All that is said is said by one of these: in words for a person, or in JSON for a program. */
export interface ProgramOutput {
  readonly lines: LineWriter
  readonly log: Log
  readonly reporter: Reporter
  readonly colours: Colours
  readonly isText: boolean
  readonly accessLog: AccessLogFormat
}

export interface StartedProgram {
  readonly state: ProgramState
  close(graceMs: number): Promise<void>
}

/** Resolves when the gateway has ended, by a signal. */
export async function runInForeground(
  options: Foreground,
  start: (voice: ProgramOutput) => Promise<StartedProgram>,
): Promise<void> {
  const voice = voiceFor(options)
  const { lines, log, reporter } = voice
  const ending = endOnSignal()
  const bugs = endOnBug(log, lines, options.output.errors)
  const memory = giveMemoryBack()
  warnOfOldNode(log)
  warnOfLargeHeap(log)
  try {
    const program = await start(voice)
    reporter.state(program.state)
    reporter.state(draining(await ending.signal, options.graceMs))
    await program.close(options.graceMs)
    reporter.state(ended(lines.dropped()))
  } finally {
    ending.forget()
    bugs.forget()
    memory[Symbol.dispose]()
    // Nobody reads what is written: that must not keep a gateway from ending.
    if (!(await lines.close())) process.exit(process.exitCode ?? 0)
  }
}

function voiceFor({ accessLog, logLevel, output: { out } }: Foreground): ProgramOutput {
  const isText = accessLog === 'text' || (accessLog !== 'json' && out.isTTY === true)
  const colours = isText ? coloursFor(out) : noColours
  const lines = createLineWriter(out, isText ? { delayMs: 0 } : {})
  const log = isText ? createTextLog(lines, logLevel, colours) : createJsonLog(lines, logLevel)
  const reporter = isText ? createTextReporter(lines, colours) : createLogReporter(log)
  const format: AccessLogFormat = accessLog ?? (isText ? 'text' : 'json')
  return { lines, log, reporter, colours, isText, accessLog: format }
}

function warnOfOldNode(log: Log): void {
  if (!isOlder(process.version, recommendedNode)) return
  const facts = { version: process.version, recommended: `v${recommendedNode}` }
  log.warn(facts, 'This Node.js is older than the recommended version')
}

function warnOfLargeHeap(log: Log): void {
  const limits = memoryLimits()
  const nodeOptions = heapAdvice(limits)
  if (nodeOptions === undefined) return
  const facts = { ...limits, nodeOptions }
  log.warn(facts, 'The JavaScript heap may grow beyond the memory limit; set NODE_OPTIONS')
}

function draining(signal: string, graceMs: number): ProgramState {
  return {
    message: 'Draining',
    facts: { signal, graceMs },
    sentence: `Draining: requests may end within ${graceMs / 1000} s; Ctrl-C again ends at once`,
  }
}

function ended(droppedLines: number): ProgramState {
  return { message: 'Ended', facts: { droppedLines }, sentence: 'Ended' }
}
