import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import test from 'ava'
import { eventually } from '../testing/eventually.ts'
import { snapshotOfRule } from '../testing/proxy/gateway.ts'
import { startWorkers } from '../testing/workers/worker-plane.ts'
import { SpareProcess } from './spare-process.ts'
import { forkWorker } from './worker-process.ts'

function spareOf(t: { teardown(end: () => void): void }) {
  const started: ReturnType<typeof forkWorker>[] = []
  const spare = new SpareProcess(() => {
    const child = forkWorker()
    started.push(child)
    t.teardown(() => child.kill('SIGKILL'))
    return child
  })
  return { spare, started }
}

test('a process that was prepared is taken once', (t) => {
  const { spare, started } = spareOf(t)
  spare.prepare()
  spare.prepare()
  t.is(started.length, 1)
  t.is(spare.take(), started[0]!)
  t.is(spare.take(), started[1]!)
})

test('a spare process that ended is not taken', async (t) => {
  const { spare, started } = spareOf(t)
  spare.prepare()
  started[0]?.kill('SIGKILL')
  await once(started[0]!, 'exit')
  t.is(spare.take(), started[1]!)
})

test('a spare process ends with what it was prepared for', async (t) => {
  const { spare, started } = spareOf(t)
  spare.prepare()
  spare[Symbol.dispose]()
  const [, signal] = await once(started[0]!, 'exit')
  t.is(signal, 'SIGKILL')
})

// /proc says which processes this one has started.
if (process.platform === 'linux')
  test.serial('the spare process is the next worker', async (t) => {
    const workers = await startWorkers(t, snapshotOfRule({}), { count: 1, hasSpare: true })
    const [victim = 0] = workers.pids()
    const waiting = await eventually(async () => {
      const others = (await spareProcesses()).filter((pid) => pid !== victim)
      if (others.length === 0) throw new Error('no spare process')
      return others
    })
    process.kill(victim, 'SIGKILL')
    const next = await eventually(() => {
      const [pid = victim] = workers.pids()
      if (pid === victim) throw new Error('no worker serves')
      return pid
    })
    t.true(waiting.includes(next))
  })

/** Children of this process that have loaded what a worker needs, and were told nothing. */
async function spareProcesses(): Promise<readonly number[]> {
  const threads = await readdir('/proc/self/task')
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/self/task/${thread}/children`, 'utf8')),
  )
  const pids = lists.flatMap((list) => list.trim().split(' ').filter(Boolean))
  const titled = await Promise.all(
    pids.map(async (pid) => [pid, await readFile(`/proc/${pid}/cmdline`, 'utf8')] as const),
  )
  return titled.filter(([, title]) => title.startsWith('rauta spare')).map(([pid]) => Number(pid))
}
