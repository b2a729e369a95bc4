// `make demo`: the guide's first chapter, running: echo backends for its Services, and the gateway on
// its manifests, as `rauta serve` runs it. Edit a manifest meanwhile; `npx rauta status` says how it is.
// Where 8080 is taken: `PORT_OFFSET=9000 make demo`.
import { readFile } from 'node:fs/promises'
import { enableCompileCache } from 'node:module'
import { join, relative } from 'node:path'

// As in src/main.ts: a second start is quicker. It counts for what is imported from here on.
enableCompileCache(join(import.meta.dirname, '../../.cache/compile'))
const { runGateway } = await import('../../src/cli/serve/run-gateway.ts')
const { portOffsetOption } = await import('../../src/cli/options/option-parsers.ts')
const { startEchoBackends } = await import('./echo-backends.ts')
const { usualPlace } = await import('./usual-place.ts')

const chapter = join(import.meta.dirname, '../../docs/guide/01-a-first-route')
const manifests = shown(join(chapter, 'manifests'))
const standalone = shown(join(chapter, 'standalone.yaml'))

try {
  const portOffset = offsetOf(process.env['PORT_OFFSET'] ?? '8000')
  const backends = await startBackends()
  await runGateway({
    paths: [manifests, standalone],
    address: '127.0.0.1',
    portOffset,
    admin: await usualPlace(9901),
    health: await usualPlace(9902),
    accessLog: 'text',
    logLevel: 'info',
    graceMs: 10_000,
    output: { out: process.stdout, errors: process.stderr },
  })
  await backends.close()
} catch (error) {
  process.stderr.write(`make demo: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}

function offsetOf(text: string): number {
  try {
    return portOffsetOption(text)
  } catch (cause) {
    throw new Error(`PORT_OFFSET=${text} is no offset: give a number from 0 to 65535.`, { cause })
  }
}

/** At the addresses and ports that the EndpointSlices name. */
async function startBackends() {
  const slices = await readFile(join(chapter, 'standalone.yaml'), 'utf8')
  return startEchoBackends(slices, { ports: 'as written' }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `a backend cannot have its port (${why}): end the program that has it, or write another port into ${standalone}.`,
      { cause },
    )
  })
}

function shown(path: string): string {
  return relative(process.cwd(), path)
}
