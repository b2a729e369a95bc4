// `node conformance/attacks/kept-connections.ts`: how many POSTs fail at an endpoint that closes idle
// connections, through the gateway and through nginx, in turns of one run. Each client waits about as long
// as the endpoint does before it asks again, so that many requests meet a connection that is just closing.
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { coresToUse } from '../../bench/cores.ts'
import { freePorts, startProcess } from '../../bench/started-process.ts'
import { requireTools } from '../../bench/tools.ts'
import { makeKeyPair } from '../../src/test-key-pair.ts'
import { startTarget, type TargetName } from './targets.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    idle: { type: 'string', default: '200' },
    target: { type: 'string', multiple: true, default: ['rauta', 'nginx'] },
  },
})
const idleMs = Number(values.idle)
const clients = 128
const each = Math.ceil(Number(values.requests) / clients)

await requireTools()
const folder = await mkdtemp(join(tmpdir(), 'rauta-kept-'))
try {
  const cores = coresToUse()
  const [backendPort = 0] = await freePorts(1)
  const backend = fileURLToPath(new URL('closing-backend.ts', import.meta.url))
  await using _ = await startProcess({
    command: process.execPath,
    args: [backend, `${backendPort}`, `${idleMs}`],
    core: cores.others,
    ports: [backendPort],
  })
  const certificate = await makeKeyPair(['a.example'])
  for (const name of values.target as TargetName[]) {
    await using target = await startTarget[name]({
      folder,
      core: cores.proxy,
      backendPort,
      certificate,
    })
    const failed = await failures(target.ports.http)
    const sent = each * clients
    console.log(
      `${name}: ${failed} of ${sent} POSTs failed, idle limit of the endpoint ${idleMs} ms`,
    )
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function failures(port: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const counts = await Promise.all(Array.from({ length: clients }, () => client(port, agent)))
  agent.destroy()
  return counts.reduce((sum, count) => sum + count, 0)
}

async function client(port: number, agent: Agent): Promise<number> {
  let failed = 0
  for (let i = 0; i < each; i += 1) {
    if ((await post(port, agent)) !== 200) failed += 1
    await after(idleMs * (0.5 + Math.random()))
  }
  return failed
}

/** Undefined: no answer. */
function post(port: number, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve) => {
    const asked = request({ port, host: '127.0.0.1', method: 'POST', agent }, (response) => {
      response.resume().once('close', () => resolve(response.statusCode))
    })
    asked.once('error', () => resolve(undefined)).end('y'.repeat(100))
  })
}
