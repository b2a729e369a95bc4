// The request that a reader would send to see a chapter's mistake: `rauta explain` names the reason.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { parse } from 'yaml'
import { runRauta } from '../../src/testing/cli/run-rauta.ts'
import { readChapters } from './chapter.ts'
import { ownCertificates } from '../../src/testing/own-certificates.ts'

/** An entry of a chapter's mistake.explain.yaml. */
interface ExplainCase {
  /** What stands behind `rauta explain`, before the manifests. */
  readonly ask: string
  /** That the gateway would answer with; absent: a backend answers, or nobody. */
  readonly status?: number
  /** What must be among the reasons. */
  readonly because: string
}

for (const { name, folder, manifests, standalone, mistake } of await readChapters()) {
  test(`${name}: explain names the reason for the mistake`, async (t) => {
    const file = join(folder, 'mistake.explain.yaml')
    const cases: readonly ExplainCase[] = parse(await readFile(file, 'utf8'))
    t.true(cases.length > 0)
    const place = await mkdtemp(join(tmpdir(), 'rauta-'))
    t.teardown(() => rm(place, { recursive: true }))
    const files = [
      ...manifests,
      ...(await ownCertificates(manifests.values())),
      ['standalone.yaml', standalone] as const,
      ['mistake.yaml', mistake] as const,
    ]
    for (const [each, content] of files) await writeFile(join(place, each), content)
    for (const { ask, status, because } of cases) {
      const json = JSON.parse(await explained(ask, place, 'json'))
      t.is(json.outcome.status, status, ask)
      const page = await explained(ask, place, 'text')
      t.true(page.includes(because), `${because}\nis not in\n${page}`)
    }
  })
}

async function explained(ask: string, place: string, format: string): Promise<string> {
  const args = ['explain', ...ask.split(' '), '-f', place, '--output', format]
  const { out, errors } = await runRauta(args)
  if (errors !== '') throw new Error(errors)
  return out
}
