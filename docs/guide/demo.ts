// `make demo`: the guide's first chapter, running: echo backends for its Services, and the gateway on
// its manifests, as `rauta serve` runs it. Edit a manifest meanwhile. Where 8080 is taken:
// `PORT_OFFSET=9000 make demo`.
import { readFile } from 'node:fs/promises'
import { enableCompileCache } from 'node:module'
import { join, relative } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { EchoBackend, EchoBackendOptions } from '../../src/echo/echo-backend.ts'

// As in src/main.ts: a second start is quicker. It counts for what is imported from here on.
enableCompileCache(join(import.meta.dirname, '../../.cache/compile'))
const { runGateway } = await import('../../src/cli/run-gateway.ts')
const { portOffsetOption } = await import('../../src/cli/option-parsers.ts')
const { startEchoBackend } = await import('../../src/echo/echo-backend.ts')

const chapter = join(import.meta.dirname, '01-a-first-route')
const manifests = shown(join(chapter, 'manifests'))
const standalone = shown(join(chapter, 'standalone.yaml'))
const anyPort = { address: '127.0.0.1', port: 0 }

try {
  const backends = await startBackends()
  await runGateway({
    paths: [manifests, standalone],
    address: '127.0.0.1',
    portOffset: portOffsetOption(process.env['PORT_OFFSET'] ?? '8000'),
    admin: anyPort,
    health: anyPort,
    accessLog: 'text',
    logLevel: 'info',
    graceMs: 10_000,
    output: { out: process.stdout, errors: process.stderr },
  })
  await Promise.all(backends.map((backend) => backend.close()))
} catch (error) {
  process.stderr.write(`make demo: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}

/** One for each EndpointSlice, at the address and port that it names. */
async function startBackends(): Promise<readonly EchoBackend[]> {
  const slices = parseAllDocuments(await readFile(join(chapter, 'standalone.yaml'), 'utf8'))
  return Promise.all(
    slices.map((slice) =>
      startBackend({
        address: String(slice.getIn(['endpoints', 0, 'addresses', 0])),
        port: Number(slice.getIn(['ports', 0, 'port'])),
        namespace: String(slice.getIn(['metadata', 'namespace'])),
        service: String(slice.getIn(['metadata', 'labels', 'kubernetes.io/service-name'])),
        pod: String(slice.getIn(['endpoints', 0, 'targetRef', 'name'])),
      }),
    ),
  )
}

async function startBackend(options: EchoBackendOptions): Promise<EchoBackend> {
  try {
    return await startEchoBackend(options)
  } catch (cause) {
    const { namespace, service, address, port } = options
    throw new Error(
      `the backend ${namespace}/${service} cannot have port ${port} of ${address}, another program has it: end that, or write another port into ${standalone}.`,
      { cause },
    )
  }
}

function shown(path: string): string {
  return relative(process.cwd(), path)
}
