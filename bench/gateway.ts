// Starts the gateway as a user would: `rauta serve` on manifests.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../tools/run-command.ts'
import { startProcess, type StartedProcess } from './started-process.ts'
import { freePorts } from '../src/testing/free-ports.ts'

const ownCheckout = fileURLToPath(new URL('..', import.meta.url))

export async function startGateway(at: {
  readonly manifests: string
  readonly core: string | undefined
  /** Of the manifests' listeners, those that accept connections: no offset is added. */
  readonly ports: readonly number[]
  readonly readyWithinMs?: number
  /** The folder of the project; default: this one. */
  readonly checkout?: string
  readonly flags?: readonly string[]
}): Promise<StartedProcess> {
  const { manifests, core, ports, readyWithinMs = 30_000, checkout = ownCheckout } = at
  const [admin, health] = await freePorts(2)
  const address = ['--address', '127.0.0.1', '--port-offset', '0']
  const servers = ['--admin', `127.0.0.1:${admin}`, '--health', `127.0.0.1:${health}`]
  const main = join(checkout, await entryOf(checkout))
  return startProcess({
    command: process.execPath,
    args: [main, 'serve', '-f', manifests, ...address, ...servers, ...(at.flags ?? [])],
    core,
    ports,
    readyWithinMs,
  })
}

/** Whether `rauta serve` of this checkout has the flag. */
export async function gatewayTakes(flag: string): Promise<boolean> {
  const main = join(ownCheckout, await entryOf(ownCheckout))
  return (await runCommand(process.execPath, [main, 'serve', '--help'])).includes(`${flag} `)
}

/** Another checkout may be older, and begin elsewhere. */
async function entryOf(checkout: string): Promise<string> {
  const { bin } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as {
    readonly bin: { readonly rauta: string }
  }
  return bin.rauta
}
