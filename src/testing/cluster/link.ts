// Nodes on one link: network namespaces joined by a bridge, each with a process of its own in it. Needs
// root, iproute2 and setpriv.
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'
import type { ExecutionContext } from 'ava'

const run = promisify(execFile)

export interface LinkNode {
  readonly mac: string
  /** A command of test-pool-node.ts; rejects with its error. */
  send(command: string): Promise<unknown>
  /** `ip` in the node's namespace. */
  ip(...args: string[]): Promise<string>
  kill(): Promise<void>
}

export interface LinkNodeOptions {
  readonly range: string
  /** What is run as `ip`. */
  readonly program?: readonly string[]
  /** Of root's, those that are left. */
  readonly capabilities?: readonly string[]
}

export interface Link {
  /** The first has 10.77.0.1/24 and fd77::1/64, the second 2 in the place of the last 1. */
  addNode(options: LinkNodeOptions): Promise<LinkNode>
  /** Another process on a node, after the one before was killed. */
  restart(node: LinkNode, options: LinkNodeOptions): Promise<LinkNode>
}

let links = 0

export async function createLink(t: ExecutionContext): Promise<Link> {
  const prefix = `rauta-${process.pid}-${links++}`
  const hub = `${prefix}-hub`
  const namespaces = new Map<LinkNode, string>()
  await addNamespace(t, hub)
  await inside(hub, 'link', 'add', 'br0', 'type', 'bridge')
  await inside(hub, 'link', 'set', 'br0', 'up')
  let count = 0

  return {
    async addNode(options) {
      const number = ++count
      const name = `${prefix}-${number}`
      await addNamespace(t, name)
      const [ours, theirs] = [`v${number}`, 'eth0']
      await inside(hub, 'link', 'add', ours, 'type', 'veth', 'peer', 'name', theirs, 'netns', name)
      await inside(hub, 'link', 'set', ours, 'master', 'br0', 'up')
      await inside(name, 'link', 'set', 'lo', 'up')
      await inside(name, 'link', 'set', theirs, 'up')
      await inside(name, 'addr', 'add', `10.77.0.${number}/24`, 'dev', theirs)
      await inside(name, '-6', 'addr', 'add', `fd77::${number}/64`, 'dev', theirs, 'nodad')
      const node = await startNode(t, name, options)
      namespaces.set(node, name)
      return node
    },
    async restart(node, options) {
      const name = namespaces.get(node) ?? ''
      const next = await startNode(t, name, options)
      namespaces.set(next, name)
      return next
    },
  }
}

async function addNamespace(t: ExecutionContext, name: string): Promise<void> {
  await run('ip', ['netns', 'add', name])
  // With the namespace go its devices.
  t.teardown(() => run('ip', ['netns', 'del', name]))
}

async function inside(namespace: string, ...args: readonly string[]): Promise<string> {
  return (await run('ip', ['-n', namespace, ...args])).stdout
}

async function startNode(
  t: ExecutionContext,
  namespace: string,
  { range, program = ['ip'], capabilities = ['net_admin'] }: LinkNodeOptions,
): Promise<LinkNode> {
  const bounding = ['-all', ...capabilities.map((one) => `+${one}`)].join(',')
  const setpriv = ['setpriv', `--bounding-set=${bounding}`, `--inh-caps=${bounding}`]
  const script = join(import.meta.dirname, 'pool-node.ts')
  const child = spawn(
    'ip',
    ['netns', 'exec', namespace, ...setpriv, process.execPath, script, range, ...program],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  await once(child, 'spawn')
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  t.teardown(kill)
  const [device] = JSON.parse(await inside(namespace, '-j', 'link', 'show', 'eth0')) as [
    { address: string },
  ]
  return {
    mac: device.address,
    send: sender(child),
    ip: (...args) => inside(namespace, ...args),
    kill,
  }
}

function sender(child: ChildProcessByStdio<Writable, Readable, null>): LinkNode['send'] {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async (command) => {
    child.stdin.write(`${command}\n`)
    const { value: line } = await lines.next()
    if (line === undefined) throw new Error(`the node ended at ${command}`)
    const answer = JSON.parse(line) as { value?: unknown; error?: string }
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer.value
  }
}
