// Each target has the same number of descriptors.
import { startProcess, type StartedProcess } from '../../bench/started-process.ts'

/** What a container commonly has is much more; here the limit itself is under attack. */
export const descriptors = 4_096

export function startLimited(at: {
  /** If they are not the usual ones. */
  readonly descriptors?: number | undefined
  readonly core: string | undefined
  readonly ports: readonly number[]
  readonly words: readonly string[]
}): Promise<StartedProcess> {
  const { core, ports, words } = at
  const args = [`--nofile=${at.descriptors ?? descriptors}`, ...words]
  return startProcess({ command: 'prlimit', args, core, ports, readyWithinMs: 30_000 })
}
