// The gateway as a user starts it, and nginx as Debian has it, in front of the same backend, with the same
// number of descriptors.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts, startProcess, type StartedProcess } from '../../bench/started-process.ts'
import type { TestKeyPair } from '../../src/test-key-pair.ts'
import type { TargetPorts } from './attack.ts'
import { gatewayManifests } from './manifests.ts'

export interface Around {
  readonly folder: string
  /** As `taskset -c` takes it. */
  readonly core: string | undefined
  readonly backendPort: number
  readonly certificate: TestKeyPair
}

export interface Target extends StartedProcess {
  readonly ports: TargetPorts
}

export type TargetName = 'rauta' | 'nginx'

export const startTarget: Readonly<Record<TargetName, (around: Around) => Promise<Target>>> = {
  rauta: startRauta,
  nginx: startNginx,
}

/** What a container commonly has is much more; here the limit itself is under attack. */
const descriptors = 4_096

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

async function startRauta({ folder, core, backendPort, certificate }: Around): Promise<Target> {
  const [http = 0, https = 0, admin = 0, health = 0] = await freePorts(4)
  const manifests = join(folder, 'manifests')
  await mkdir(manifests, { recursive: true })
  await writeFile(
    join(manifests, 'all.yaml'),
    gatewayManifests({ http, https, backendPort, certificate }),
  )
  const serve = ['serve', '-f', manifests, '--address', '127.0.0.1', '--port-offset', '0']
  const servers = ['--admin', `127.0.0.1:${admin}`, '--health', `127.0.0.1:${health}`]
  const words = [process.execPath, main, ...serve, ...servers]
  const started = await start({ core, ports: [http, https], words })
  return { ...started, ports: { http, h2c: http, https } }
}

async function startNginx({ folder, core, backendPort, certificate }: Around): Promise<Target> {
  const [http = 0, h2c = 0, https = 0] = await freePorts(3)
  const path = (name: string) => join(folder, `nginx-${name}`)
  await writeFile(path('tls.crt'), certificate.certificate)
  await writeFile(path('tls.key'), certificate.key, { mode: 0o600 })
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${path(kind)};`)
    .join(' ')
  await writeFile(
    path('conf'),
    `daemon off;
worker_processes 1;
pid ${path('pid')};
error_log stderr crit;
events { worker_connections ${descriptors}; }
http {
  ${temporary}
  access_log /dev/null;
  upstream backend { server 127.0.0.1:${backendPort}; keepalive 256; }
  server {
    listen 127.0.0.1:${http};
    listen 127.0.0.1:${h2c} http2;
    listen 127.0.0.1:${https} ssl http2;
    ssl_certificate ${path('tls.crt')};
    ssl_certificate_key ${path('tls.key')};
    location / {
      proxy_pass http://backend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_request_buffering off;
    }
  }
}
`,
  )
  const words = ['nginx', '-p', folder, '-c', path('conf'), '-e', 'stderr']
  const started = await start({ core, ports: [http, h2c, https], words })
  return { ...started, ports: { http, h2c, https } }
}

function start(at: {
  readonly core: string | undefined
  readonly ports: readonly number[]
  readonly words: readonly string[]
}): Promise<StartedProcess> {
  const { core, ports, words } = at
  const args = [`--nofile=${descriptors}`, ...words]
  return startProcess({ command: 'prlimit', args, core, ports, readyWithinMs: 30_000 })
}
