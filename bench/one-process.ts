// What the gateway in one process costs beside its traffic: its start, its memory, `rauta check`, and endpoints
// that change among many routes. Processor time is the figure to go by. `node bench/one-process.ts --help`
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { forgetConnections } from './one-process/ask-body.ts'
import { measureByApiServer } from './one-process/by-api-server.ts'
import { measureByFiles } from './one-process/by-files.ts'
import { measureCheck } from './one-process/check-cost.ts'
import type { Churn } from './one-process/churn.ts'
import { layOutImage } from './one-process/image-files.ts'
import { usageErrors } from './usage-errors.ts'

const parts = ['files', 'cluster', 'check']

const usage = `Usage: node bench/one-process.ts [options]
  --only A,B         ${parts.join(', ')} (all)
  --routes A,B       how many routes there are (1,10,5000; a cluster has the last)
  --changes N        endpoints that change (200)
  --per-second N     how often (20)
  --rounds N         of \`rauta check\`; the median counts (5)
  --checkout FOLDER  another checkout of the project
The program's files are those of the image: JavaScript, without a compile cache.`

const { fail, positive } = usageErrors(usage)
const values = readOptions()

if (values.help) console.log(usage)
else await run()

async function run(): Promise<void> {
  const only = values.only?.split(',') ?? parts
  for (const word of only) if (!parts.includes(word)) fail(`--only knows no ${word}`)
  const counts = values.routes.split(',').map((count) => positive('routes', count))
  const changes = positive('changes', values.changes)
  const perSecond = positive('per-second', values['per-second'])
  const rounds = positive('rounds', values.rounds)
  const folder = await mkdtemp(join(tmpdir(), 'rauta-bench-'))
  try {
    const app = await layOutImage(values.checkout, join(folder, 'image'))
    if (only.includes('check'))
      console.log(
        `rauta check of one file: ${ms(await measureCheck({ folder, app, rounds }))} of CPU`,
      )
    for (const routes of only.includes('files') ? counts : []) {
      const { startCpuMs, startMs, restMiB, changeCpuMs, churn } = await measureByFiles({
        folder,
        app,
        routes,
        changes,
        perSecond,
      })
      console.log(
        `rauta serve, ${routes} routes in YAML: first answer after ${ms(startCpuMs)} of CPU (${ms(startMs)}); ` +
          `${restMiB.toFixed(0)} MiB at rest; ${churnWords(churn, perSecond)}, ${ms(changeCpuMs)} of CPU each`,
      )
    }
    if (only.includes('cluster')) {
      const routes = counts.at(-1) ?? 0
      const { readyMs, readyCpuMs, restMiB, churn } = await measureByApiServer({
        folder,
        app,
        routes,
        changes,
        perSecond,
      })
      console.log(
        `rauta run, ${routes} routes: first answer ${ms(readyMs)} after the first question to the API server, ` +
          `${ms(readyCpuMs)} of CPU; ${restMiB.toFixed(0)} MiB; ${churnWords(churn, perSecond)}`,
      )
    }
  } finally {
    forgetConnections()
    await rm(folder, { recursive: true, force: true })
  }
}

function churnWords({ changes, meanMs, worstMs }: Churn, perSecond: number): string {
  return (
    `${changes} changed endpoints, ${perSecond} a second, live after ${ms(meanMs)} on average, ` +
    `${ms(worstMs)} at most`
  )
}

function ms(figure: number): string {
  return `${figure.toFixed(figure < 100 ? 1 : 0)} ms`
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string' },
        routes: { type: 'string', default: '1,10,5000' },
        changes: { type: 'string', default: '200' },
        'per-second': { type: 'string', default: '20' },
        rounds: { type: 'string', default: '5' },
        checkout: { type: 'string', default: join(import.meta.dirname, '..') },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}
