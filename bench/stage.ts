// A backend, and proxies in front of it, for as long as cases are measured on them.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEchoBackends } from './backends/echo-backends.ts'
import { startNginxBackend } from './backends/nginx-backend.ts'
import type { Cores } from './cores.ts'
import {
  namedRoutes,
  passthroughName,
  type BackendPorts,
  type Certificate,
  type Proxy,
  type StartedProxy,
} from './proxies/proxy.ts'
import { freePorts } from '../src/testing/free-ports.ts'
import { freeUdpPort } from '../src/testing/proxy/datagrams/datagrams.ts'
import { makeKeyPair } from '../src/testing/key-pair.ts'

export interface Stage extends AsyncDisposable {
  readonly backends: BackendPorts
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
  const [http = 0, grpc = 0, tcp = 0, tls = 0, websocket = 0] = await freePorts(5)
  const udp = await freeUdpPort()
  const backends = { http, grpc, tcp, tls, websocket, udp }
  const core = cores.others
  const certificate = await writeCertificate(folder)
  ends.use(await startNginxBackend({ folder, core, port: http }))
  ends.use(await startEchoBackends({ core, certificate, ports: backends }))
  const around = {
    folder,
    backends,
    workers,
    core: cores.proxy,
    certificate,
    routes: namedRoutes(wanted.routes),
  }
  const proxies: StartedProxy[] = []
  for (const proxy of wanted.proxies) proxies.push(ends.use(await proxy.start(around)))
  const all = ends.move()
  return { backends, proxies, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

export async function writeCertificate(folder: string): Promise<Certificate> {
  const pair = await makeKeyPair(['localhost', '127.0.0.1', passthroughName])
  const files = {
    certificate: join(folder, 'tls.crt'),
    key: join(folder, 'tls.key'),
    both: join(folder, 'tls.pem'),
  }
  await writeFile(files.certificate, pair.certificate)
  await writeFile(files.key, pair.key, { mode: 0o600 })
  await writeFile(files.both, `${pair.certificate.trimEnd()}\n${pair.key}`, { mode: 0o600 })
  return files
}
