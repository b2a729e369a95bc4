// Kills a worker at random, again and again, under load: which requests that costs, and how long new
// connections wait.
import { connect } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { clientPortsOf } from '../../src/testing/workers/connections-of.ts'
import { type FailedRequest, startLoad } from '../../src/testing/workers/load.ts'
import type { ServingProgram } from './serving-program.ts'

export interface KillsOutcome {
  readonly kills: number
  readonly answered: number
  /** On connections of the worker that was killed. */
  readonly cut: number
  /** On others. */
  readonly others: readonly FailedRequest[]
  /** Milliseconds, sorted: the longest that a request on a new connection took, in a second before each kill, */
  readonly before: readonly number[]
  /** and from each kill on until as many workers serve again, and their code is warm. */
  readonly back: readonly number[]
  /** Milliseconds, sorted: from each kill until as many workers serve again. */
  readonly complete: readonly number[]
}

/** For so long after its start a new worker is slower than it will be. */
const warmMs = 300

export async function killWorkers(
  program: ServingProgram,
  { seconds, count }: { readonly seconds: number; readonly count: number },
): Promise<KillsOutcome> {
  const { port, address } = program
  const open = () => ({ socket: connect(port, address), event: 'connect' as const })
  const load = startLoad(port, { kept: 12, renewed: 4, restMs: 5, connect: open })
  const end = performance.now() + seconds * 1_000
  const [before, back, complete]: number[][] = [[], [], []]
  const others: FailedRequest[] = []
  let kills = 0
  await after(1_000)
  while (performance.now() < end) {
    const rest = performance.now()
    await after(500 + Math.random() * 1_000)
    before!.push(load.slowestNewSince(rest))
    const pids = program.workers()
    const victim = pids[Math.floor(Math.random() * pids.length)]!
    // One that is stopped takes no more connections: what is its own now is all that may be cut.
    process.kill(victim, 'SIGSTOP')
    const own = await clientPortsOf(victim, port)
    const known = load.failures.length
    const at = performance.now()
    process.kill(victim, 'SIGKILL')
    kills++
    while (program.workers().includes(victim) || program.workers().length < count) await after(5)
    complete!.push(performance.now() - at)
    await after(warmMs)
    back!.push(load.slowestNewSince(at))
    others.push(...load.failures.slice(known).filter(({ clientPort = 0 }) => !own.has(clientPort)))
  }
  await load.stop()
  const sorted = (all: readonly number[] = []) => all.toSorted((one, other) => one - other)
  return {
    kills,
    answered: load.answered(),
    cut: load.failures.length - others.length,
    others,
    before: sorted(before),
    back: sorted(back),
    complete: sorted(complete),
  }
}
