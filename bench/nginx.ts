// nginx twice: as the backend that answers 100 bytes, and as the proxy to compare with.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startProcess, type StartedProcess } from './started-process.ts'

interface Nginx {
  readonly name: string
  readonly folder: string
  readonly core: string | undefined
  readonly ports: readonly number[]
  readonly http: string
}

export function startBackend(at: {
  readonly folder: string
  readonly core: string | undefined
  readonly port: number
}): Promise<StartedProcess> {
  const { folder, core, port } = at
  const http = `access_log off;
  server {
    listen 127.0.0.1:${port};
    location / { default_type text/plain; return 200 "${'x'.repeat(100)}"; }
  }`
  return startNginx({ name: 'backend', folder, core, ports: [port], http })
}

/** With connections to the backend kept open, and an access log that is written, as the gateway's is. */
export function startNginxProxy(at: {
  readonly folder: string
  readonly core: string | undefined
  readonly http1Port: number
  readonly http2Port: number
  readonly backendPort: number
}): Promise<StartedProcess> {
  const { folder, core, http1Port, http2Port, backendPort } = at
  const location = `location / {
      proxy_pass http://backend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
    }`
  const http = `access_log /dev/null;
  upstream backend { server 127.0.0.1:${backendPort}; keepalive 256; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:${http1Port}; ${location} }
  server { listen 127.0.0.1:${http2Port} http2; ${location} }`
  return startNginx({ name: 'proxy', folder, core, ports: [http1Port, http2Port], http })
}

async function startNginx({ name, folder, core, ports, http }: Nginx): Promise<StartedProcess> {
  const file = join(folder, `nginx-${name}.conf`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(folder, `nginx-${name}-${kind}`)};`)
    .join('\n  ')
  await writeFile(
    file,
    `daemon off;
worker_processes 1;
pid ${join(folder, `nginx-${name}.pid`)};
error_log stderr error;
events { worker_connections 4096; }
http {
  ${temporary}
  keepalive_requests 1000000000;
  ${http}
}
`,
  )
  const args = ['-p', folder, '-c', file, '-e', 'stderr']
  return startProcess({ command: 'nginx', args, core, ports })
}
