// A process that the bench starts and ends, by its id: `await using` ends it, and so does an end of
// the bench that nobody foresaw.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as after } from 'node:timers/promises'

export interface StartedProcess extends AsyncDisposable {
  readonly pid: number
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
  const tooLate = AbortSignal.timeout(readyWithinMs)
  const ready = Promise.all(ports.map((port) => accepting(port, tooLate))).then(() => 'ready')
  const first = await Promise.race([ready, ended.then(() => 'ended')])
  if (first !== 'ready' || child.pid === undefined) {
    child.kill('SIGKILL')
    throw new Error(`${words.join(' ')} was not ready within ${readyWithinMs} ms:\n${said}`)
  }
  return { pid: child.pid, [Symbol.asyncDispose]: () => end(child, ended) }
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

/** Resolves when a connection to the port stands; gives up, with 'late', when the signal aborts. */
async function accepting(port: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const socket = net.connect(port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    signal.throwIfAborted()
    await after(20)
  }
}

/** Ports of 127.0.0.1 that nobody listens on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  // A server of net that listens on a port has an address of this form.
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
