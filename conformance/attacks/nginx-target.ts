// nginx as Debian has it, with the same routes.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from '../../src/testing/free-ports.ts'
import { descriptors as usual, startLimited } from './limited-process.ts'
import type { Around, Target } from './target.ts'

export async function startNginx(around: Around): Promise<Target> {
  const { folder, core, byPath, certificate, descriptors = usual } = around
  const [http = 0, h2c = 0, https = 0] = await freePorts(3)
  const path = (name: string) => join(folder, `nginx-${name}`)
  await writeFile(path('tls.crt'), certificate.certificate)
  await writeFile(path('tls.key'), certificate.key, { mode: 0o600 })
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${path(kind)};`)
    .join(' ')
  const write = (version: number) =>
    writeFile(
      path('conf'),
      `daemon off;
worker_processes 1;
pid ${path('pid')};
error_log stderr crit;
events { worker_connections ${descriptors}; }
http {
  ${temporary}
  access_log /dev/null;
  ${Object.entries(byPath)
    .map(([name, ports]) => upstream(name, ports))
    .join('\n  ')}
  server {
    listen 127.0.0.1:${http};
    listen 127.0.0.1:${h2c} http2;
    listen 127.0.0.1:${https} ssl http2;
    ssl_certificate ${path('tls.crt')};
    ssl_certificate_key ${path('tls.key')};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_request_buffering off;
    add_header x-version ${version} always;
    ${Object.keys(byPath)
      .map((name) => `location /${name} { proxy_pass http://backend-${name}; }`)
      .join('\n    ')}
  }
}
`,
    )
  await write(0)
  const words = ['nginx', '-p', folder, '-c', path('conf'), '-e', 'stderr']
  const started = await startLimited({ core, ports: [http, h2c, https], words, descriptors })
  const change = async (version: number) => {
    await write(version)
    process.kill(started.pid, 'SIGHUP')
  }
  return { ...started, ports: { http, h2c, https }, change }
}

function upstream(name: string, ports: readonly number[]): string {
  const servers = ports.map((port) => `server 127.0.0.1:${port};`).join(' ')
  return `upstream backend-${name} { ${servers} keepalive 256; }`
}
