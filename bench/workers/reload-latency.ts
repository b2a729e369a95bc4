// How long requests take at a fixed rate while one route after the other changes among thousands, beside
// the same without changes: with workers, and in one process. `node bench/workers/reload-latency.ts --help`
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { versionIs } from '../change-latency.ts'
import { type RateLoad, loadAtRate } from '../load/fixed-rate.ts'
import { changingManifest } from '../manifests.ts'
import { median } from '../median.ts'
import { rauta } from '../proxies/rauta.ts'
import { setStage } from '../stage.ts'
import { requireTools } from '../tools.ts'
import { usageErrors } from '../usage-errors.ts'

const usage = `Usage: node bench/workers/reload-latency.ts [options]
  --routes N    (5000)
  --rate N      requests a second, on 64 connections (1000)
  --rounds N    measurements at rest and beside changes, in turns; the median counts (3)
  --seconds N   length of one measurement (5)
  --workers N   beside one process (1)`

const { fail, positive } = usageErrors(usage)
const { values } = parseArgs({
  options: {
    routes: { type: 'string', default: '5000' },
    rate: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    workers: { type: 'string', default: '1' },
    help: { type: 'boolean' },
  },
})

if (values.help) console.log(usage)
else {
  await requireTools('nginx', 'go')
  for (const workers of new Set(['0', values.workers])) await measure(workers)
}

async function measure(workers: string): Promise<void> {
  if (!/^\d+$/.test(workers)) fail(`--workers is a number, not ${workers}`)
  const folder = await mkdtemp(join(tmpdir(), 'rauta-bench-'))
  try {
    // Whoever has work to do gets any core: that is what is measured.
    const cores = { proxy: undefined, others: undefined, sentence: '' }
    const proxies = [rauta({ flags: ['--workers', workers] })]
    const routes = positive('routes', values.routes)
    await using set = await setStage({ folder, cores, proxies, routes, workers: 1 })
    const port = set.proxies[0]?.doors.http ?? 0
    await using changes = await startChanges({ folder, manifests: join(folder, 'rauta'), port })
    const asked = { isTls: false, connections: 64, rate: positive('rate', values.rate) }
    const at = { folder, core: undefined, port, seconds: positive('seconds', values.seconds) }
    const rest: RateLoad[] = []
    const beside: RateLoad[] = []
    await loadAtRate(asked, at)
    for (let round = 0; round < positive('rounds', values.rounds); round++) {
      rest.push(await loadAtRate(asked, at))
      const changed = changes.go()
      beside.push(await loadAtRate(asked, at))
      changes.pause()
      await changed
    }
    console.log(`--workers ${workers}, ${routes} routes, ${asked.rate} requests a second`)
    console.log(`  at rest: ${textOf(rest)}`)
    console.log(
      `  beside ${changes.count()} changes, each once the last was live: ${textOf(beside)}`,
    )
    const p99 = (loads: readonly RateLoad[]) => median(loads.map(({ p99Ms }) => p99Ms))
    console.log(`  p99 is ${(p99(beside) / p99(rest)).toFixed(1)} times that at rest`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Of one route: each is written when the one before is live. */
async function startChanges(at: {
  readonly folder: string
  readonly manifests: string
  readonly port: number
}) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  let version = 0
  let end = new AbortController()
  const change = async () => {
    version++
    const draft = join(at.folder, 'draft')
    await writeFile(draft, changingManifest('changing', version))
    await rename(draft, join(at.manifests, 'changing.yaml'))
    await versionIs({ agent, port: at.port, version })
  }
  await change()
  return {
    count: () => version - 1,
    async go() {
      end = new AbortController()
      const { signal } = end
      while (!signal.aborted) await change()
    },
    pause: () => end.abort(),
    async [Symbol.asyncDispose]() {
      agent.destroy()
    },
  }
}

function textOf(loads: readonly RateLoad[]): string {
  const of = (figure: 'p50Ms' | 'p99Ms' | 'p999Ms') => {
    return `${median(loads.map((load) => load[figure])).toFixed(2)} ms`
  }
  const failed = loads.reduce((sum, load) => sum + load.failed, 0)
  return `p50 ${of('p50Ms')}, p99 ${of('p99Ms')}, p99.9 ${of('p999Ms')}, ${failed} failed`
}
