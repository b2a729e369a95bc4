// `make guide-clients`: the lines that the chapters on gRPC, TLS, TCP and UDP show are run as they stand
// there, by the real programs, against the gateway from files, and print what the page says. It needs
// grpcurl (built here, by Go), openssl and nc. UPDATE_GUIDE=1 rewrites the pages.
import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildGoProgram } from '../../../tools/go-programs.ts'
import { progressLines } from '../../../tools/progress.ts'
import { startGateway } from '../../../src/gateway/start-gateway.ts'
import { backendCertificates } from '../../../src/testing/backend-certificates.ts'
import { type Chapter, readChapters } from '../chapter.ts'
import { startEchoBackends } from '../echo-backends.ts'
import { ownCertificates } from '../../../src/testing/own-certificates.ts'

/** As the pages have it: `npx rauta serve`. */
const served = { address: '127.0.0.1', portOffset: 8000 }
const root = join(import.meta.dirname, '../../..')
const isUpdate = process.env['UPDATE_GUIDE'] !== undefined
const transcript = /```console\n\$ (?!npx )(.*)\n([\s\S]*?)```/g
const count = { passed: 0, failed: 0 }

const programs = await programsFolder()
try {
  for (const chapter of await readChapters()) {
    if (chapter.readme.search(transcript) === -1) continue
    await runChapter(chapter)
  }
} finally {
  await rm(programs, { recursive: true })
}
if (count.passed + count.failed === 0) settle(false, 'no page shows a line to run')
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed === 0 ? 0 : 1

async function runChapter(chapter: Chapter): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'rauta-'))
  const certificates = await backendCertificates(chapter.manifests.values())
  const backends = await startEchoBackends(chapter.standalone, { certificates })
  const files = [
    ...chapter.manifests,
    ...(await ownCertificates(chapter.manifests.values())),
    ['standalone.yaml', backends.slices] as const,
  ]
  for (const [file, text] of files) await writeFile(join(place, file), text)
  const gateway = await startGateway({ paths: [place], ...served })
  try {
    let page = chapter.readme
    for (const [whole, command = '', said = ''] of chapter.readme.matchAll(transcript)) {
      const printed = await printedBy(command)
      page = page.replace(whole, () => `\`\`\`console\n$ ${command}\n${printed}\`\`\``)
      settle(isUpdate || printed === said, `${chapter.name}: ${command}`)
      if (printed !== said && !isUpdate) console.log(`printed:\n${printed}the page says:\n${said}`)
    }
    if (isUpdate) await writeFile(join(chapter.folder, 'README.md'), page)
  } finally {
    await gateway.close()
    await backends.close()
    await rm(place, { recursive: true })
  }
}

/** Whatever its exit status: some of these calls are to fail. */
function printedBy(command: string): Promise<string> {
  const env = { ...process.env, PATH: `${programs}:${process.env['PATH']}` }
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['-c', command],
      { cwd: root, env, timeout: 20_000 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    )
  })
}

/** Where grpcurl is called by its name. */
async function programsFolder(): Promise<string> {
  const binary = await buildGoProgram(
    {
      name: 'grpcurl',
      folder: join(import.meta.dirname, 'grpcurl'),
      cache: join(root, '.cache/guide'),
      package: 'github.com/fullstorydev/grpcurl/cmd/grpcurl',
    },
    progressLines(),
  )
  const folder = await mkdtemp(join(dirname(binary), 'programs-'))
  await copyFile(binary, join(folder, 'grpcurl'))
  return folder
}

function settle(isGood: boolean, name: string): void {
  if (isGood) count.passed++
  else count.failed++
  console.log(`${isGood ? '✔' : '✘'} ${name}`)
}
