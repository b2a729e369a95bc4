// `make demo`: the guide's first chapter, running: echo backends for its Services, and the gateway on
// its manifests, as `rauta serve` runs it. Edit a manifest meanwhile; `npx rauta status` says how it is.
// Where 8080 is taken: `PORT_OFFSET=9000 make demo`.
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { startEchoBackends } from './echo-backends.ts'
import { usualPlace } from './usual-place.ts'

const chapter = join(import.meta.dirname, '../../docs/guide/01-a-first-route')
const manifests = shown(join(chapter, 'manifests'))
const standalone = shown(join(chapter, 'standalone.yaml'))

try {
  const backends = await startBackends()
  const args = [
    'serve',
    `--file=${manifests}`,
    `--file=${standalone}`,
    `--port-offset=${process.env['PORT_OFFSET'] ?? '8000'}`,
    `--admin=${await usualPlace(9901)}`,
    `--health=${await usualPlace(9902)}`,
    '--access-log=text',
  ]
  // The program as a user starts it, in this process: it ends when a signal ends it.
  process.argv.splice(2, Infinity, ...args)
  await import('../../src/main.js')
  await backends.close()
} catch (error) {
  process.stderr.write(`make demo: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}

/** At the addresses and ports that the EndpointSlices name. */
async function startBackends() {
  const slices = await readFile(join(chapter, 'standalone.yaml'), 'utf8')
  return startEchoBackends(slices, { ports: 'as written' }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `a backend cannot listen on its port (${why}): stop the program that uses the port, or choose another port in ${standalone}.`,
      { cause },
    )
  })
}

function shown(path: string): string {
  return relative(process.cwd(), path)
}
