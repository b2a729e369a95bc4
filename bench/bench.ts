// `make bench`: the gateway beside nginx and HAProxy, bare and with the same duties, all in one run. What
// each figure means stands in docs/explanation/performance.md.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { progressLines } from '../tools/progress.ts'
import { runCommand } from '../tools/run-command.ts'
import { cases } from './cases.ts'
import { measureChanges } from './change-latency.ts'
import { coresToUse } from './cores.ts'
import { environment } from './environment.ts'
import { sentenceOf, watchOtherLoad } from './other-load.ts'
import { runCases, runLatencies, runMemory, runOnCores } from './parts.ts'
import type { Report } from './report.ts'
import { caseTable, changeTable, latencyTable, memoryTable } from './tables.ts'
import { requireTools } from './tools.ts'
import { usageErrors } from './usage-errors.ts'

const parts = ['cores', 'latency', 'memory', 'changes']
const all = [...cases.map(({ name }) => name), ...parts]

const usage = `Usage: node bench/bench.ts [options]
  --only A,B       ${all.join(', ')} (all)
  --rounds N       measurements of each proxy in each case, taken in turns; the median counts (3)
  --seconds N      length of one measurement (2)
  --routes A,B     how many routes are loaded while one is changed (10,1000,5000)
  --changes N      changes of one route, for each of these (11)
  --json FILE      also write what was measured to this file
make bench ARGS='--only small,tls --rounds 3'`

const { fail, positive } = usageErrors(usage)
const values = readOptions()

if (values.help) console.log(usage)
else await bench()

async function bench(): Promise<void> {
  const rounds = positive('rounds', values.rounds)
  const seconds = positive('seconds', values.seconds)
  const changes = positive('changes', values.changes)
  const routes = values.routes.split(',').map((count) => positive('routes', count))
  const only = values.only?.split(',') ?? all
  for (const word of only) if (!all.includes(word)) fail(`--only knows no ${word}`)
  const wants = (part: string) => only.includes(part)
  await requireTools('nginx', 'nginx-stream', 'haproxy', 'wrk', 'h2load', 'go')

  const folder = await mkdtemp(join(tmpdir(), 'rauta-bench-'))
  try {
    const cores = coresToUse()
    const haproxy = (await runCommand('haproxy', ['-v'])).split(/\s+/)[2] ?? ''
    const about = { ...(await environment(cores)), haproxy: `haproxy/${haproxy}` }
    const run = { folder, cores, core: cores.others, rounds, seconds, progress: progressLines() }
    const otherLoad = await watchOtherLoad()
    const report: Report = {
      about,
      rounds,
      seconds,
      cases: await runCases(
        run,
        cases.filter(({ name }) => wants(name)),
      ),
      onCores: wants('cores') ? await runOnCores(run) : [],
      latencies: wants('latency') ? await runLatencies(run) : [],
      memory: wants('memory') ? await runMemory(run) : [],
      changes: wants('changes') ? await measureChanges({ folder, cores, routes, changes }) : [],
    }
    const complete = { ...report, otherLoad: await otherLoad() }
    show(complete)
    if (values.json !== undefined)
      await writeFile(values.json, `${JSON.stringify(complete, thousandths, 2)}\n`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** More digits say nothing, and change in every run. */
function thousandths(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value
}

function show(report: Required<Report>): void {
  const { about, otherLoad, onCores } = report
  console.log(
    `${about.cpu}; Node ${about.node}; ${about.nginx}; ${about.haproxy}; ${about.cores}. ` +
      `${sentenceOf(otherLoad)}\n`,
  )
  if (report.cases.length > 0) console.log(`${caseTable(report.cases)}\n`)
  for (const [workers, of] of Map.groupBy(onCores, (each) => each.workers))
    console.log(`With ${workers} workers, nothing pinned:\n${caseTable(of)}\n`)
  if (report.latencies.length > 0)
    console.log(`At half of nginx's rate:\n${latencyTable(report.latencies)}\n`)
  if (report.memory.length > 0) console.log(`${memoryTable(report.memory)}\n`)
  if (report.changes.length > 0) console.log(`${changeTable(report.changes)}\n`)
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        seconds: { type: 'string', default: '2' },
        rounds: { type: 'string', default: '3' },
        routes: { type: 'string', default: '10,1000,5000' },
        changes: { type: 'string', default: '11' },
        only: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}
