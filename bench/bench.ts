// `make bench`: requests a second and latency of the gateway, beside nginx and beside a bare Express
// with http-proxy-middleware, in the same run; then how long a changed route takes to be live.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureChanges } from './change-latency.ts'
import { coresToUse } from './cores.ts'
import { environment } from './environment.ts'
import { changeTable, throughputTable } from './tables.ts'
import { measureThroughput } from './throughput.ts'
import { requireTools } from './tools.ts'

const usage = `Usage: node bench/bench.ts [options]
  --seconds N      length of one measurement (4)
  --rounds N       measurements of each path, taken in turns; the median counts (3)
  --connections N  held open by the load generator (64)
  --routes A,B     how many routes are loaded while one is changed (10,1000,5000)
  --changes N      changes of one route, for each of these (11)
  --only PART      throughput, or changes
  --json FILE      also write what was measured to this file
make bench ARGS='--seconds 1 --only throughput'`

const values = readOptions()

if (values.help) {
  console.log(usage)
} else {
  await run()
}

async function run(): Promise<void> {
  const seconds = positive('seconds', values.seconds)
  const rounds = positive('rounds', values.rounds)
  const connections = positive('connections', values.connections)
  const changes = positive('changes', values.changes)
  const routes = values.routes.split(',').map((count) => positive('routes', count))
  if (values.only !== undefined && !['throughput', 'changes'].includes(values.only)) {
    fail(`--only is throughput or changes, not ${values.only}`)
  }
  await requireTools('nginx', 'h2load')
  const folder = await mkdtemp(join(tmpdir(), 'rauta-bench-'))
  try {
    const cores = coresToUse()
    const about = await environment(cores)
    console.log(`${about.cpu}; Node ${about.node}; ${about.nginx}; ${cores.sentence}\n`)
    const throughput =
      values.only === 'changes'
        ? []
        : await measureThroughput({ folder, cores, seconds, rounds, connections })
    if (throughput.length > 0) console.log(`${throughputTable(throughput)}\n`)
    const live =
      values.only === 'throughput' ? [] : await measureChanges({ folder, cores, routes, changes })
    if (live.length > 0) console.log(`${changeTable(live)}\n`)
    if (values.json !== undefined) {
      const report = { about, seconds, rounds, connections, throughput, changes: live }
      await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        seconds: { type: 'string', default: '4' },
        rounds: { type: 'string', default: '3' },
        connections: { type: 'string', default: '64' },
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

function positive(option: string, text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  return fail(`--${option} needs a whole number above 0, not ${text}`)
}

function fail(sentence: string): never {
  console.error(`${sentence}\n${usage}`)
  process.exit(2)
}
