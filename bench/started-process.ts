// A process that the bench starts and ends, by its id: `await using` ends it, and so does an end of
// the bench that nobody foresaw.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as after } from 'node:timers/promises'

export interface StartedProcess extends AsyncDisposable {
  readonly pid: number
  /** The end of what it wrote to its stderr. */
  said(): string
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143))
}

export interface ToStart {
  readonly command: string
  readonly args: readonly string[]
  /** As `taskset -c` takes it. */
  readonly core: string | undefined
  /** 127.0.0.1 at these ports accepts connections when it is ready. */
  readonly ports: readonly number[]
  readonly readyWithinMs?: number
}

export async function startProcess(toStart: ToStart): Promise<StartedProcess> {
  const { core, ports, readyWithinMs = 10_000 } = toStart
  const words = [toStart.command, ...toStart.args]
  const [command = '', ...args] = core === undefined ? words : ['taskset', '-c', core, ...words]
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  running.add(child)
  const ended = once(child, 'exit').finally(() => running.delete(child))
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000)
  })
  const isOver = new AbortController()
  const first = await Promise.race([
    Promise.all(ports.map((port) => accepting(port, isOver.signal))).then(() => 'ready' as const),
    ended.then(() => 'ended before it was ready' as const),
    after(readyWithinMs, `was not ready within ${readyWithinMs} ms` as const, {
      signal: isOver.signal,
    }).catch(() => 'over' as const),
  ])
  isOver.abort()
  if (first === 'ready' && child.pid !== undefined) {
    return { pid: child.pid, said: () => said, [Symbol.asyncDispose]: () => end(child, ended) }
  }
  child.kill('SIGKILL')
  throw new Error(`${words.join(' ')} ${first}:\n${said}`)
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM')
  const patience = new AbortController()
  const impatience = after(5_000, undefined, { signal: patience.signal }).then(
    () => child.kill('SIGKILL'),
    // It ended in time.
    () => undefined,
  )
  await ended
  patience.abort()
  await impatience
}

/** Resolves when a connection to the port stands, or nobody waits for it any more. */
async function accepting(port: number, isOver: AbortSignal): Promise<void> {
  while (!isOver.aborted) {
    const socket = net.connect(port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    await after(20)
  }
}
