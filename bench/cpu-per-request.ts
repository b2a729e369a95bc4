// Processor time of the gateway for a request, beside nginx in the same run: the figure to work by, since
// other load on the machine changes it less than rates. `node bench/cpu-per-request.ts --help`
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { caseNamed, cases, type Case } from './cases.ts'
import { coresToUse } from './cores.ts'
import { measureCase, type Measured } from './measure.ts'
import { bareSockets } from './proxies/bare-node.ts'
import { bareHaproxy, dutifulHaproxy } from './proxies/haproxy.ts'
import { bareNginx, dutifulNginx } from './proxies/nginx.ts'
import type { Proxy } from './proxies/proxy.ts'
import { rauta } from './proxies/rauta.ts'
import { setStage } from './stage.ts'
import { caseTable } from './tables.ts'
import { requireTools } from './tools.ts'
import { usageErrors } from './usage-errors.ts'

const usage = `Usage: node bench/cpu-per-request.ts [options]
  --case A,B       ${cases.map(({ name }) => name).join(', ')} (small)
  --rounds N       measurements of each proxy, taken in turns; the median counts (3)
  --seconds N      length of one measurement (2)
  --flags 'F G'    more flags for the gateway, such as '--http1 reference'; repeated: one more gateway each
  --haproxy        HAProxy too, bare and with the same duties
  --beside FOLDER  another checkout of the project, measured in the same run`

const { fail, positive } = usageErrors(usage)
const values = readOptions()

if (values.help) console.log(usage)
else await run()

async function run(): Promise<void> {
  const wanted = values.case.split(',').map((name) => caseNamed(name) ?? fail(`no case ${name}`))
  const rounds = positive('rounds', values.rounds)
  const seconds = positive('seconds', values.seconds)
  await requireTools(
    'nginx',
    'nginx-stream',
    'wrk',
    'h2load',
    'go',
    ...(values.haproxy ? ['haproxy' as const] : []),
  )
  const measured: Measured[] = []
  for (const [routes, of] of Map.groupBy(wanted, (each) => each.routes))
    measured.push(...(await measureStage({ routes, of, rounds, seconds })))
  console.log(caseTable(measured))
}

async function measureStage(stage: {
  readonly routes: number
  readonly of: readonly Case[]
  readonly rounds: number
  readonly seconds: number
}): Promise<readonly Measured[]> {
  const { routes, of, rounds, seconds } = stage
  const folder = await mkdtemp(join(tmpdir(), 'rauta-bench-'))
  try {
    const cores = coresToUse()
    await using set = await setStage({ folder, cores, proxies: proxies(), routes, workers: 1 })
    const how = { folder, core: cores.others, rounds, seconds }
    const measured: Measured[] = []
    for (const each of of) measured.push(...(await measureCase(each, set.proxies, how)))
    return measured
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function proxies(): readonly Proxy[] {
  const { flags, beside } = values
  const own =
    flags.length === 0
      ? [rauta()]
      : flags.map((each) =>
          rauta({ name: `rauta ${each}`, flags: each.split(' ').filter(Boolean) }),
        )
  const other =
    beside === undefined ? [] : [rauta({ name: `rauta of ${beside}`, checkout: beside })]
  return [
    bareNginx,
    dutifulNginx,
    ...(values.haproxy ? [bareHaproxy, dutifulHaproxy] : []),
    bareSockets,
    ...own,
    ...other,
  ]
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        case: { type: 'string', default: 'small' },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '2' },
        flags: { type: 'string', multiple: true, default: [] },
        beside: { type: 'string' },
        haproxy: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}
