// A backend, and proxies in front of it, for as long as cases are measured on them.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startNginxBackend } from './backends/nginx-backend.ts'
import type { Cores } from './cores.ts'
import { namedRoutes, type Certificate, type Proxy, type StartedProxy } from './proxies/proxy.ts'
import { freePorts } from '../src/testing/free-ports.ts'
import { makeKeyPair } from '../src/testing/key-pair.ts'

export interface Stage extends AsyncDisposable {
  readonly proxies: readonly StartedProxy[]
}

export async function setStage(wanted: {
  /** Of its own: everything that is written for this stage goes there. */
  readonly folder: string
  readonly cores: Cores
  readonly proxies: readonly Proxy[]
  readonly routes: number
  readonly workers: number
}): Promise<Stage> {
  const { folder, cores, workers } = wanted
  await using ends = new AsyncDisposableStack()
  const [http = 0, grpc = 0] = await freePorts(2)
  const backends = { http, grpc }
  ends.use(await startNginxBackend({ folder, core: cores.others, ports: backends }))
  const around = {
    folder,
    backends,
    workers,
    core: cores.proxy,
    certificate: await writeCertificate(folder),
    routes: namedRoutes(wanted.routes),
  }
  const proxies: StartedProxy[] = []
  for (const proxy of wanted.proxies) proxies.push(ends.use(await proxy.start(around)))
  const all = ends.move()
  return { proxies, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

async function writeCertificate(folder: string): Promise<Certificate> {
  const pair = await makeKeyPair(['localhost', '127.0.0.1'])
  const files = {
    certificate: join(folder, 'tls.crt'),
    key: join(folder, 'tls.key'),
    both: join(folder, 'tls.pem'),
  }
  await writeFile(files.certificate, pair.certificate)
  await writeFile(files.key, pair.key, { mode: 0o600 })
  await writeFile(files.both, `${pair.certificate}${pair.key}`, { mode: 0o600 })
  return files
}
