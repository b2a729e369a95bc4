// The gateway as a user starts it: `rauta serve` on manifests. Its metrics are always on.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from '../../src/testing/free-ports.ts'
import { freeUdpPort } from '../../src/testing/proxy/datagrams/datagrams.ts'
import { startGateway } from '../gateway.ts'
import type { Around, Proxy } from './proxy.ts'
import { benchManifests } from './rauta-manifests.ts'

interface HowToStart {
  readonly name?: string
  /** The folder of the project; default: this one. */
  readonly checkout?: string
  readonly flags?: readonly string[]
  readonly cases?: readonly string[]
}

/** The gateway under a name of its own: from another checkout, or with more flags. */
export function rauta(how: HowToStart = {}): Proxy {
  const words = {
    name: how.name ?? 'rauta',
    warmUpSeconds: 2,
    ...(how.cases && { cases: how.cases }),
  }
  return {
    ...words,
    start: async (around) => ({ ...words, ...(await start(around, words.name, how)) }),
  }
}

async function start(around: Around, name: string, { checkout, flags = [] }: HowToStart) {
  const { folder, core, workers } = around
  const ports = await freePorts(5)
  const [http = 0, https = 0, grpc = 0, tcp = 0, passthrough = 0] = ports
  const udp = await freeUdpPort()
  const doors = { http, h2c: http, https, grpc, tcp, passthrough, udp }
  const manifests = join(folder, name.replaceAll(/\W+/g, '-'))
  await mkdir(manifests)
  for (const [file, text] of await benchManifests(around, doors))
    await writeFile(join(manifests, file), text)
  const started = await startGateway({
    manifests,
    core,
    ports,
    readyWithinMs: 120_000,
    ...(checkout === undefined ? {} : { checkout }),
    // Later ones win.
    flags: ['--access-log', 'json', ...(workers > 1 ? ['--workers', `${workers}`] : []), ...flags],
  })
  return { ...started, doors }
}
