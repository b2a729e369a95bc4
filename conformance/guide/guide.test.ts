// Runs every chapter from files, with the real gateway and real clients, and compares its pages with
// what the gateway says; and its answers with those of the reference way of HTTP/1.1. UPDATE_GUIDE=1 rewrites what is generated in them.
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { backendCertificates } from '../../src/testing/backend-certificates.ts'
import { assertSameAnswers } from '../differential/request-pair.ts'
import { type Chapter, readChapters } from './chapter.ts'
import { startEchoBackends } from './echo-backends.ts'
import { ownCertificates } from '../../src/testing/own-certificates.ts'
import { rewriteExpectation } from './rewrite-expectation.ts'
import { rewriteReadme, strayExcerpts } from './readme-blocks.ts'
import type { Http1Way } from '../../src/proxy/words/http1-way.ts'
import { eventually } from '../../src/testing/eventually.ts'
import { statusDifferences } from '../../src/testing/requests/expected-condition.ts'
import { runRequests } from './run-chapter.ts'
import { type StandaloneGateway, startStandaloneGateway } from './standalone-gateway.ts'

const root = join(import.meta.dirname, '../..')
const isUpdate = process.env['UPDATE_GUIDE'] !== undefined
const chapters = await readChapters()

test('the index names each chapter', async (t) => {
  const index = await readFile(join(import.meta.dirname, '../../docs/guide/README.md'), 'utf8')
  for (const { name } of chapters) t.true(index.includes(`(${name}/README.md)`), name)
})

for (const chapter of chapters) {
  const { name } = chapter

  test.serial(
    `${name}: requests are answered as it says, and the mistake is explained`,
    async (t) => {
      const certificates = await backendCertificates(chapter.manifests.values())
      const backends = await startEchoBackends(chapter.standalone, { certificates })
      t.teardown(() => backends.close())
      const secrets = await ownCertificates(chapter.manifests.values())
      const files = [
        ...chapter.manifests,
        ...secrets,
        ['standalone.yaml', backends.slices] as const,
      ]
      const start = (http1: Http1Way) =>
        startStandaloneGateway(files, backends.received.count, { http1 })
      const gateway = await start('direct')
      t.teardown(() => gateway.close())
      const reference = await start('reference')
      t.teardown(() => reference.close())
      const inChapter = (error: Error): void => t.fail(`${name}: ${error.message}`)

      t.deepEqual(gateway.problems(), [])
      await runRequests(chapter.requests, gateway.reach).catch(inChapter)
      const ways = [reference.reach, gateway.reach] as const
      await assertSameAnswers(chapter.requests, ways).catch(inChapter)
      await gateway.write('mistake.yaml', chapter.mistake)
      if (isUpdate) await updateExpectation(chapter, gateway)
      else await eventually(() => assertMistake(chapter, gateway)).catch(inChapter)
      await runRequests(chapter.expected.requests ?? [], gateway.reach).catch(inChapter)
      await runRequests(chapter.requests, gateway.reach).catch(inChapter)
      t.pass()
    },
  )

  test.serial(`${name}: its page shows the real requests and outputs`, async (t) => {
    const place = await mkdtemp(join(tmpdir(), 'rauta-'))
    t.teardown(() => rm(place, { recursive: true }))
    const folder = join('docs/guide', name)
    await cp(chapter.folder, join(place, folder), { recursive: true })
    const secrets = await ownCertificates(chapter.manifests.values())
    for (const [file, text] of secrets)
      await writeFile(join(place, folder, 'manifests', file), text)

    const page = await rewriteReadme(chapter.readme, chapter.requests, (command) =>
      runRauta(command.split(' '), place),
    )
    if (isUpdate) await writeFile(join(chapter.folder, 'README.md'), page)
    else
      t.is(
        chapter.readme,
        page,
        'UPDATE_GUIDE=1 npx ava conformance/guide/guide.test.ts rewrites it',
      )
    t.pass()
  })

  test(`${name}: the YAML on its page is part of its manifests`, (t) => {
    t.deepEqual(strayExcerpts(chapter.readme, [...chapter.manifests.values(), chapter.mistake]), [])
  })
}

function assertMistake({ expected }: Chapter, gateway: StandaloneGateway): void {
  const problems = gateway.problems()
  const differences = [
    ...statusDifferences(gateway.statuses(), expected.conditions ?? []),
    ...(expected.refused ?? [])
      .filter((line) => !problems.includes(line))
      .map((line) => `"${line}" is not among the problems: ${problems.join('; ') || 'none'}`),
  ]
  if (differences.length > 0) throw new Error(`mistake.yaml: ${differences.join('; ')}`)
}

async function updateExpectation(chapter: Chapter, gateway: StandaloneGateway): Promise<void> {
  const file = join(chapter.folder, 'mistake.expected.yaml')
  const text = await readFile(file, 'utf8')
  await writeFile(file, rewriteExpectation(text, gateway.statuses(), gateway.problems()))
}

/** What `npx rauta …` prints, whatever its exit code. */
async function runRauta(args: readonly string[], cwd: string): Promise<string> {
  const main = join(root, 'src/main.js')
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
}
