// One worker process, as the main process sees it: what is said to it, what it says, and how it ended.
import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import type { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import type { LineWriter } from '../observe/log/line-writer.ts'
import { forwardLines } from './forward-lines.ts'
import type { FromWorker, ToWorker } from './wire/messages.ts'

export interface WorkerProcessOptions {
  readonly child: ChildProcess
  /** What it writes to its access log. */
  readonly lines: Pick<LineWriter, 'write'>
  readonly onMessage: (message: FromWorker) => void
  /** Once: its pipe has ended, and so have its connections. */
  readonly onGone: () => void
  /** Once, after that, when what it said last is read. */
  readonly onEnd: (end: WorkerEnd) => void
}

export interface WorkerEnd {
  /** `SIGKILL`, `exit-1`, `not-started`: few, for a label. */
  readonly cause: string
  /** Last words on standard error, such as an assertion of Node's. */
  readonly said: string
}

export interface WorkerProcess {
  readonly pid: number | undefined
  /** A socket goes beside the message, and stays open here. */
  tell(message: ToWorker, socket?: Socket): void
  kill(): void
}

const entry = join(import.meta.dirname, 'process/worker.ts')
/** Characters of standard error. */
const mostSaid = 2_000

/** It waits for `start`. */
export function forkWorker(flags: readonly string[] = []): ChildProcess {
  return fork(entry, [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--disable-sigusr1', ...flags],
    env: { ...process.env, ...compileCache() },
  })
}

export function followWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  const { child, lines, onMessage, onGone, onEnd } = options
  let said = ''
  if (child.stdout) forwardLines(child.stdout, lines)
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-mostSaid)
  })
  // The pipe is to a process that runs our own entry.
  child.on('message', (message) => onMessage(message as FromWorker))
  child.on('disconnect', onGone)
  endOf(child).then((cause) => onEnd({ cause, said: said.trim() }))
  return {
    pid: child.pid,
    tell(message, socket) {
      // Whoever has ended is told of by `onEnd`.
      if (child.connected) child.send(message, socket, { keepOpen: true }, () => {})
    },
    kill: () => child.kill('SIGKILL'),
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', () => child.pid === undefined && resolve('not-started'))
    // With what it said last: 'exit' may come before that.
    child.on('close', (code, signal) => resolve(signal ?? `exit-${code}`))
  })
}

/** Where the main process has its own: Node.js makes the last folder of the path. */
function compileCache(): { readonly NODE_COMPILE_CACHE?: string } {
  const folder = getCompileCacheDir()
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) }
}
