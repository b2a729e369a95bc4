// `node conformance/guide/start-backends.ts docs/guide/05-canary-by-weight`: the programs behind a chapter's
// Services, on the ports that its standalone.yaml names, until Ctrl-C.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { backendCertificates, writtenCertificates } from '../../src/testing/backend-certificates.ts'
import { readManifestFiles } from './chapter.ts'
import { servicesIn, startEchoBackends } from './echo-backends.ts'

const folder = process.argv[2]
try {
  const standalone = await readStandalone(folder)
  const certificates = await writtenCertificates(folder ?? '', servicesIn(standalone))
  const manifests = await readManifestFiles(join(folder ?? '', 'manifests'))
  for (const service of (await backendCertificates(manifests.values())).keys())
    if (!certificates.has(service)) process.stdout.write(withoutTls(service))
  const backends = await startEchoBackends(standalone, { ports: 'as written', certificates })
  process.stdout.write('The backends are running. Ctrl-C ends them.\n')
  await once(process, 'SIGINT')
  await backends.close()
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exitCode = 2
}

function withoutTls(service: string): string {
  const name = service.slice(service.indexOf('/') + 1)
  return `${service} speaks no TLS: ${folder} has no ${name}.crt and ${name}.key; its README.md says how to make them.\n`
}

async function readStandalone(chapter: string | undefined): Promise<string> {
  const example = 'name a chapter, for example docs/guide/05-canary-by-weight'
  if (chapter === undefined) throw new Error(example)
  return readFile(join(chapter, 'standalone.yaml'), 'utf8').catch((cause: unknown) => {
    throw new Error(`there is no standalone.yaml in ${chapter}: ${example}`, { cause })
  })
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!('code' in error && error.code === 'EADDRINUSE')) return error.message
  return `${error.message}: end what has it first, perhaps \`make demo\` or the backends of another chapter.`
}
