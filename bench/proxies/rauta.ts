// The gateway as a user starts it: `rauta serve` on manifests. Its metrics are always on.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startGateway } from '../gateway.ts'
import { freePorts } from '../../src/testing/free-ports.ts'
import { benchManifests } from './rauta-manifests.ts'
import type { Around, Proxy } from './proxy.ts'

/** The gateway under a name of its own: from another checkout, or with more flags. */
export function rauta({
  name = 'rauta',
  checkout,
  flags = [],
}: {
  readonly name?: string
  readonly checkout?: string
  readonly flags?: readonly string[]
} = {}): Proxy {
  return { name, start: (around) => start(around, { name, checkout, flags }) }
}

async function start(
  around: Around,
  how: {
    readonly name: string
    readonly checkout: string | undefined
    readonly flags: readonly string[]
  },
) {
  const { folder, core, workers } = around
  const { name, checkout, flags } = how
  const [http = 0, https = 0, grpc = 0] = await freePorts(3)
  const manifests = join(folder, name.replaceAll(/\W+/g, '-'))
  await mkdir(manifests)
  for (const [file, text] of await benchManifests(around, { http, https, grpc }))
    await writeFile(join(manifests, file), text)
  const started = await startGateway({
    manifests,
    core,
    port: http,
    readyWithinMs: 120_000,
    ...(checkout === undefined ? {} : { checkout }),
    // The access log is as dear in a terminal's form; in JSON it is what a cluster has.
    flags: ['--access-log', 'json', ...(workers > 1 ? ['--workers', `${workers}`] : []), ...flags],
  })
  return { ...started, name, doors: { http, h2c: http, https, grpc } }
}
