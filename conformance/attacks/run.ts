// `make attacks`: bad days, ambiguous requests and attacks, on the gateway and on nginx; then what memory is
// given back. The last line is `N passed, N failed`; judgement.ts says what passes.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { coresToUse } from '../../bench/cores.ts'
import { environment } from '../../bench/environment.ts'
import { requireTools } from '../../bench/tools.ts'
import { makeKeyPair } from '../../src/testing/key-pair.ts'
import { allAttacks } from './all-attacks.ts'
import { residentMiB } from '../../bench/process-tree.ts'
import { type Outcome, surviveAttack } from './survive-attack.ts'
import { oneByteChunks, oneByteFrames } from './kinds/tiny-pieces.ts'
import type { DayOutcome, LongAttack, TargetReport } from './report.ts'
import type { Target } from './target.ts'
import { startTarget, type TargetName } from './targets.ts'
import { type Backends, startBackends } from './backends.ts'
import { allDays } from './days/all-days.ts'
import { tryInputs } from './inputs/try-inputs.ts'
import { checksOf } from './judgement.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    json: { type: 'string' },
    target: { type: 'string', multiple: true, default: ['rauta', 'nginx'] },
  },
})

const restMs = 60_000
/** A multiple of 3: the last third is compared with the middle one. */
const longTimes = 9

await requireTools('nginx')
const folder = await mkdtemp(join(tmpdir(), 'rauta-attacks-'))
try {
  const reports = await attackAll(folder)
  if (values.json !== undefined) {
    const about = await environment(coresToUse())
    await writeFile(values.json, `${JSON.stringify({ about, reports }, null, 2)}\n`)
  }
  const reportOf = (name: TargetName) => reports.find(({ target }) => target === name)
  const rauta = reportOf('rauta')
  const checks = rauta ? checksOf(rauta, reportOf('nginx')) : []
  const failed = checks.filter(({ isGood }) => !isGood)
  for (const { sentence } of failed) console.log(`✘ ${sentence}`)
  console.log(`${checks.length - failed.length} passed, ${failed.length} failed`)
  process.exitCode = checks.length > 0 && failed.length === 0 ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function attackAll(at: string): Promise<TargetReport[]> {
  const cores = coresToUse()
  await using backends = await startBackends(cores.others)
  const certificate = await makeKeyPair(['a.example'])
  const { byPath } = backends
  const around = { folder: at, core: cores.proxy, byPath, certificate }
  const reports: TargetReport[] = []
  for (const name of values.target as TargetName[]) {
    await using ends = new AsyncDisposableStack()
    const fresh = async () => ends.use(await startTarget[name](around))
    reports.push(await attackTarget(name, { fresh, core: cores.others, byPath }))
  }
  return reports
}

interface Around {
  fresh(): Promise<Target>
  readonly core: string | undefined
  readonly byPath: Backends['byPath']
}

async function attackTarget(
  name: TargetName,
  { fresh, core, byPath }: Around,
): Promise<TargetReport> {
  let target = await fresh()
  const startMiB = (await residentMiB(target.pid)) ?? 0
  const days: DayOutcome[] = []
  for (const { name: day, run } of allDays.filter(isWanted)) {
    const { requests, failed, versions } = await run(target)
    days.push({ day, requests, failed, versions: versions.size })
    console.log(`${name}, ${day}: ${failed} of ${requests} failed, ${versions.size} versions seen`)
  }
  const [backendPort = 0] = byPath[''] ?? []
  const inputs = values.only === '' ? await tryInputs(target, backendPort) : undefined
  if (inputs) console.log(`${name}, ambiguous requests: ${JSON.stringify(inputs)}`)
  const outcomes: Outcome[] = []
  for (const attack of allAttacks.filter(isWanted)) {
    const outcome = await surviveAttack(attack, { target, backendPort, core })
    outcomes.push(outcome)
    console.log(lineOf(name, outcome))
    if (!outcome.isAlive) target = await fresh()
  }
  const restMiB = await memoryAtRest(target, startMiB)
  console.log(`${name}: ${startMiB.toFixed(0)} MiB at start, ${restMiB?.toFixed(0)} MiB at rest\n`)
  const longAttacks = name === 'rauta' ? await attackForLong(fresh, { backendPort, core }) : []
  return { target: name, startMiB, restMiB, days, inputs, outcomes, longAttacks }
}

/** Whether memory depends on how much comes in all. */
async function attackForLong(
  fresh: Around['fresh'],
  around: { readonly backendPort: number; readonly core: string | undefined },
): Promise<readonly LongAttack[]> {
  const measured: LongAttack[] = []
  for (const attack of [oneByteChunks, oneByteFrames].filter(isWanted)) {
    const target = await fresh()
    const peaksMiB: number[] = []
    for (let time = 0; time < longTimes; time++)
      peaksMiB.push((await surviveAttack(attack, { ...around, target })).peakMiB)
    measured.push({ attack: attack.name, peaksMiB })
    console.log(`${attack.name}, again and again: ${peaksMiB.map(Math.round).join(', ')} MiB`)
  }
  return measured
}

function isWanted({ name }: { readonly name: string }): boolean {
  return name.includes(values.only)
}

/** Lowest within the minute; looked at until it is near the start's. */
async function memoryAtRest({ pid }: Target, startMiB: number): Promise<number | undefined> {
  let lowest = await residentMiB(pid)
  for (let ms = 0; ms < restMs && (lowest ?? 0) > startMiB * 1.1; ms += 1_000) {
    await after(1_000)
    const now = await residentMiB(pid)
    if (now === undefined) return undefined
    lowest = Math.min(lowest ?? now, now)
  }
  return lowest
}

function lineOf(name: TargetName, outcome: Outcome): string {
  const { attack, sent, failed, worstMs, backendWorstMs, p99Ms, peakMiB, isAlive } = outcome
  return (
    `${name}, ${attack}: ${failed} of ${sent} failed, worst ${worstMs.toFixed(0)} ms ` +
    `(backend ${backendWorstMs.toFixed(0)} ms), p99 ${p99Ms.toFixed(0)} ms, peak ${peakMiB.toFixed(0)} MiB${isAlive ? '' : '; the process ended'}`
  )
}
