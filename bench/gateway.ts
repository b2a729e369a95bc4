// Starts the gateway as a user would: `rauta serve` on manifests.
import { fileURLToPath } from 'node:url'
import { startProcess, type StartedProcess } from './started-process.ts'
import { freePorts } from '../src/testing/free-ports.ts'

const main = fileURLToPath(new URL('../src/main.js', import.meta.url))

export async function startGateway(at: {
  readonly manifests: string
  readonly core: string | undefined
  /** Where the manifests' listener is: no offset is added. */
  readonly port: number
  readonly readyWithinMs?: number
}): Promise<StartedProcess> {
  const { manifests, core, port, readyWithinMs = 30_000 } = at
  const [admin, health] = await freePorts(2)
  const flags = ['--address', '127.0.0.1', '--port-offset', '0']
  const servers = ['--admin', `127.0.0.1:${admin}`, '--health', `127.0.0.1:${health}`]
  return startProcess({
    command: process.execPath,
    args: [main, 'serve', '-f', manifests, ...flags, ...servers],
    core,
    ports: [port],
    readyWithinMs,
  })
}
