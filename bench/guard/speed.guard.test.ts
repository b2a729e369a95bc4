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
import { sentenceOf, watchOtherLoad } from '../other-load.ts'
import { dutifulNginx } from '../proxies/nginx.ts'
import { rauta } from '../proxies/rauta.ts'
import type { Report } from '../report.ts'
import { setStage, type Stage } from '../stage.ts'
import { requireTools } from '../tools.ts'
import { guarded, isQuiet, judge, mayGrow, ratioIn } from './published-ratio.ts'

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
    let attempts = 0
    const times: (readonly Measured[])[] = []
    const ratioOf = (each: (typeof limits)[number]) =>
      median(times.map((measured) => ratioIn(each, measured) ?? Number.NaN))
    const isLost = (each: (typeof limits)[number]) => judge(ratioOf(each), each.usual) === 'lost'
    // What is measured beside much other work is not judged, and nothing is lost by one attempt.
    do {
      const { measured, otherLoad } = await measure(name)
      attempts++
      if (isQuiet(otherLoad)) times.push(measured)
      else t.log(sentenceOf(otherLoad))
    } while ((times.length === 0 || limits.some(isLost)) && attempts < mostAttempts)
    if (times.length === 0) {
      t.log('Not judged: the machine has too much other work')
      t.pass()
      return
    }
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

const mostAttempts = 3

async function measure(name: string) {
  const each = caseNamed(name)
  if (!each) throw new Error(`there is no case ${name}`)
  const otherLoad = await watchOtherLoad()
  const how = { folder, core: cores.others, rounds: 3, seconds: 1 }
  const measured = await measureCase(each, stage.proxies, how)
  return { measured, otherLoad: await otherLoad() }
}
