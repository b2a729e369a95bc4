// The gateway as a user starts it.
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../../src/testing/free-ports.ts'
import { startLimited } from './limited-process.ts'
import { gatewayManifests } from './manifests.ts'
import type { Around, Target } from './target.ts'

const main = fileURLToPath(new URL('../../src/main.js', import.meta.url))

export async function startRauta(around: Around): Promise<Target> {
  const { folder, core, byPath, certificate, descriptors, nodeOptions = [] } = around
  const [http = 0, https = 0, admin = 0, health = 0] = await freePorts(4)
  // Of its own: another one would follow its ports.
  const manifests = await mkdtemp(join(folder, 'manifests-'))
  const change = (version: number) =>
    writeFile(
      join(manifests, 'all.yaml'),
      gatewayManifests({ http, https, byPath, certificate, version }),
    )
  await change(0)
  const serve = ['serve', '-f', manifests, '--address', '127.0.0.1', '--port-offset', '0']
  const servers = ['--admin', `127.0.0.1:${admin}`, '--health', `127.0.0.1:${health}`]
  const words = [process.execPath, ...nodeOptions, main, ...serve, ...servers]
  const started = await startLimited({ core, ports: [http, https], words, descriptors })
  return { ...started, ports: { http, h2c: http, https }, change }
}
