// `node conformance/attacks/idle-connections.ts`: what an idle connection costs, of each kind, in resident
// memory of the gateway, of Node's own servers and of nginx. A fresh process for each figure; a request was
// served on each connection, as on those that clients keep. Where Node runs, garbage is collected before each look.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { coresToUse } from '../../bench/cores.ts'
import { startProcess } from '../../bench/started-process.ts'
import { freePorts } from '../../src/testing/free-ports.ts'
import { frameType } from '../../src/proxy/frames/frame.ts'
import { flag, frame, requestFields } from '../../src/testing/proxy/client-side/frames.ts'
import { makeKeyPair } from '../../src/testing/key-pair.ts'
import { descriptorLimit } from '../../src/observe/metrics/descriptor-limit.ts'
import type { TargetPorts } from './attack.ts'
import { startBackends } from './backends.ts'
import { collectSignal } from './collect-on-signal.ts'
import { closed, openClear, openHttp2Tls, openMany, openTls } from './connections.ts'
import { residentMiB } from '../../bench/process-tree.ts'
import type { Around, Target } from './target.ts'
import { startTarget, type TargetName } from './targets.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string' },
    target: { type: 'string', multiple: true, default: ['rauta', 'node', 'nginx'] },
  },
})

type Open = (ports: TargetPorts) => Promise<Socket | undefined>

const request = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'
const fields = requestFields({ ':authority': 'a.example' })
const requestFrame = frame(frameType.headers, flag.endHeaders | flag.endStream, 1, fields)

const kinds: Readonly<Record<string, readonly [Open, string | Buffer]>> = {
  'HTTP/1.1': [({ http }) => openClear(http), request],
  'HTTP/1.1 by TLS': [({ https }) => openTls(https, { ALPNProtocols: ['http/1.1'] }), request],
  'HTTP/2 by TLS': [({ https }) => openHttp2Tls(https), requestFrame],
}

/** A gateway needs two descriptors of each connection, and some hundred of its own. */
const descriptors = Math.min(descriptorLimit(), 16_384)
const count = Number(values.count ?? Math.min(5_000, Math.floor(descriptors / 2 - 500)))
const collector = new URL('collect-on-signal.ts', import.meta.url)

const folder = await mkdtemp(join(tmpdir(), 'rauta-idle-'))
try {
  const cores = coresToUse()
  await using backends = await startBackends(cores.others)
  const certificate = await makeKeyPair(['a.example'])
  const nodeOptions = ['--import', collector.href]
  const { byPath } = backends
  const around = { folder, core: cores.proxy, byPath, certificate, descriptors, nodeOptions }
  const start = { ...startTarget, node: startNode }
  for (const name of values.target as (TargetName | 'node')[])
    for (const [kind, [opener, bytes]] of Object.entries(kinds)) {
      await using target = await start[name](around)
      // What the first ones cost is paid once.
      await idle(target.ports, { open: opener, bytes, count: 200 })
      const rest = () => atRest(target.pid, name !== 'nginx')
      const before = await rest()
      const sockets = await idle(target.ports, { open: opener, bytes, count })
      const filled = await rest()
      // Those that were opened first may be idle for too long by now.
      const open = sockets.filter((socket) => !socket.destroyed).length
      const each = ((filled - before) * 1024) / open
      console.log(`${name}, ${kind}: ${each.toFixed(1)} KiB each (${open} connections)`)
      for (const socket of sockets) socket.destroy()
      await Promise.all(sockets.map(closed))
    }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function startNode({
  folder: at,
  core,
  certificate,
  nodeOptions = [],
}: Around): Promise<Target> {
  const [http = 0, https = 0] = await freePorts(2)
  await writeFile(join(at, 'node.crt'), certificate.certificate)
  await writeFile(join(at, 'node.key'), certificate.key, { mode: 0o600 })
  const script = fileURLToPath(new URL('bare-node.ts', import.meta.url))
  const args = [...nodeOptions, script, `${http}`, `${https}`, at]
  const started = await startProcess({
    command: process.execPath,
    args,
    core,
    ports: [http, https],
  })
  return { ...started, ports: { http, h2c: http, https }, change: () => Promise.resolve() }
}

async function idle(
  ports: TargetPorts,
  of: { readonly open: Open; readonly bytes: string | Buffer; readonly count: number },
): Promise<Socket[]> {
  const ask = async () => {
    const socket = await of.open(ports)
    if (!socket) return undefined
    socket.write(of.bytes)
    await new Promise((resolve) => socket.once('data', resolve).once('close', resolve))
    socket.resume()
    return socket
  }
  return openMany(of.count, ask)
}

/** MiB, the lowest of some seconds. */
async function atRest(pid: number, isNode: boolean): Promise<number> {
  let lowest = Infinity
  for (let second = 0; second < 10; second++) {
    // To others it may mean something else.
    if (isNode && second % 2 === 0) process.kill(pid, collectSignal)
    await after(1_000)
    lowest = Math.min(lowest, (await residentMiB(pid)) ?? Infinity)
  }
  return lowest
}
