// What stands behind each target, in a process of its own, and which paths lead to it.
import { fileURLToPath } from 'node:url'
import { startProcess, type StartedProcess } from '../../bench/started-process.ts'
import { freePorts } from '../../src/testing/free-ports.ts'

export interface BackendPorts {
  readonly steady: number
  readonly closing: number
  readonly impatient: number
  readonly resetting: number
}

export interface Backends extends StartedProcess {
  /** By the first segment of a path: the ports of its endpoints. */
  readonly byPath: Readonly<Record<string, readonly number[]>>
}

export async function startBackends(core: string | undefined): Promise<Backends> {
  const [steady = 0, closing = 0, impatient = 0, resetting = 0, nobody = 0] = await freePorts(5)
  const ports: BackendPorts = { steady, closing, impatient, resetting }
  const program = fileURLToPath(new URL('backend.ts', import.meta.url))
  const started = await startProcess({
    command: process.execPath,
    args: [program, JSON.stringify(ports)],
    core,
    ports: Object.values(ports),
  })
  const byPath = {
    '': [steady],
    closing: [closing],
    impatient: [impatient],
    'half-gone': [steady, nobody],
    'half-resetting': [steady, resetting],
  }
  return { ...started, byPath }
}
