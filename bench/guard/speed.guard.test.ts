// `make speed-guard`: a request costs no more than when the figures were published.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { caseNamed } from '../cases.ts'
import { coresToUse } from '../cores.ts'
import { gatewayTakes } from '../gateway.ts'
import { measureCase, type Measured } from '../measure.ts'
import { median } from '../median.ts'
import { dutifulNginx } from '../proxies/nginx.ts'
import { rauta } from '../proxies/rauta.ts'
import type { Report } from '../report.ts'
import { setStage, type Stage } from '../stage.ts'
import { requireTools } from '../tools.ts'
import { guarded, judge, mayGrow, ratioIn } from './published-ratio.ts'

const folder = await mkdtemp(join(tmpdir(), 'rauta-guard-'))
const cores = coresToUse()
let stage: Stage
let published: Report

test.before(async () => {
  await requireTools('nginx', 'nginx-stream', 'wrk', 'h2load', 'go')
  const results = join(import.meta.dirname, '../results.json')
  published = JSON.parse(await readFile(results, 'utf8')) as Report
  const reference = rauta({
    name: 'rauta, reference way',
    flags: ['--http1', 'reference'],
    cases: ['small'],
  })
  const proxies = [dutifulNginx, rauta(), ...((await gatewayTakes('--http1')) ? [reference] : [])]
  stage = await setStage({ folder, cores, proxies, routes: 0, workers: 1 })
})

test.after.always(async () => {
  await stage?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

for (const [name, ratios] of Map.groupBy(guarded, (each) => each.case))
  test.serial(`${name}: a request costs no more than ${mayGrow} times the published`, async (t) => {
    const limits = ratios.flatMap((each) => {
      const usual = ratioIn(each, published.cases)
      return usual === undefined ? [] : [{ ...each, usual }]
    })
    t.true(limits.length > 0, `bench/results.json has no figures of ${name}: run make bench`)
    const times: (readonly Measured[])[] = []
    const ratioOf = (each: (typeof limits)[number]) =>
      median(times.map((measured) => ratioIn(each, measured) ?? Number.NaN))
    const isLost = (each: (typeof limits)[number]) => judge(ratioOf(each), each.usual) === 'lost'
    // The machine may have been disturbed: it is measured again before anything is said to be lost.
    do times.push(await measure(name))
    while (limits.some(isLost) && times.length < mostTimes)
    for (const each of limits) {
      const { proxy, beside, usual } = each
      const now = ratioOf(each)
      const sentence = `${proxy} takes ${now.toFixed(2)} times the processor time of ${beside}; published: ${usual.toFixed(2)}`
      const verdict = judge(now, usual)
      t.log(verdict === 'won' ? `${sentence}. Publish new figures: make bench` : sentence)
      t.not(verdict, 'lost', sentence)
    }
    t.deepEqual(
      times.flat().filter(({ failed }) => failed > 0),
      [],
    )
  })

const mostTimes = 3

async function measure(name: string): Promise<readonly Measured[]> {
  const each = caseNamed(name)
  if (!each) throw new Error(`there is no case ${name}`)
  return measureCase(each, stage.proxies, { folder, core: cores.others, rounds: 3, seconds: 1 })
}
