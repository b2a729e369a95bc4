// One attack on one target, with a canary beside it and an eye on its memory.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setInterval as every } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { allAttacks } from './all-attacks.ts'
import { attackMs, type Attack } from './attack.ts'
import { type CanaryReport, runCanary } from './canary.ts'
import { residentMiB } from '../../bench/process-tree.ts'
import type { Target } from './target.ts'

export interface Outcome extends CanaryReport {
  readonly attack: string
  /** Whether the process of the target lives. */
  readonly isAlive: boolean
  /** The longest that the backend itself, asked as often meanwhile and past the target, let a client wait. */
  readonly backendWorstMs: number
  /** Resident memory: its highest value while the attack went on. */
  readonly peakMiB: number
}

const attacker = fileURLToPath(new URL('attacker.ts', import.meta.url))

export async function surviveAttack(
  attack: Attack,
  around: {
    readonly target: Target
    readonly backendPort: number
    readonly core: string | undefined
  },
): Promise<Outcome> {
  const { target, backendPort, core } = around
  const isOver = new AbortController()
  const pastTarget = runCanary(backendPort, isOver.signal)
  const canary = runCanary(target.ports.http, isOver.signal)
  const peak = peakMemory(target.pid, isOver.signal)
  await attackFromElsewhere(attack, target, core)
  isOver.abort()
  const report = await canary
  const isAlive = (await residentMiB(target.pid)) !== undefined
  const { worstMs: backendWorstMs } = await pastTarget
  return { attack: attack.name, ...report, backendWorstMs, isAlive, peakMiB: await peak }
}

async function attackFromElsewhere(
  attack: Attack,
  { ports }: Target,
  core: string | undefined,
): Promise<void> {
  // The canary is a client like any other: the attacker's work does not count against the target.
  const pinned = core === undefined ? [] : ['taskset', '-c', core]
  const what = [attacker, `${allAttacks.indexOf(attack)}`, JSON.stringify(ports)]
  const args = ['-n', '5', ...pinned, process.execPath, ...what]
  const child = spawn('nice', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const isLate = setTimeout(() => child.kill('SIGKILL'), attackMs + 2_000)
  await once(child, 'exit')
  clearTimeout(isLate)
}

async function peakMemory(pid: number, signal: AbortSignal): Promise<number> {
  let peak = 0
  for await (const _ of every(100)) {
    peak = Math.max(peak, (await residentMiB(pid)) ?? 0)
    if (signal.aborted) break
  }
  return peak
}
