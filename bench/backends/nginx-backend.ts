// nginx as the backend, since it costs least: 100 bytes or 1 MiB by HTTP/1.1, and a gRPC message with
// its trailers by HTTP/2.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startNginxProcess } from '../proxies/nginx-process.ts'
import type { BackendPorts } from '../proxies/proxy.ts'
import type { StartedProcess } from '../started-process.ts'

/** A gRPC message: not compressed, 16 bytes long. */
export const grpcMessage = Buffer.concat([Buffer.from([0, 0, 0, 0, 16]), Buffer.alloc(16, 'x')])

export async function startNginxBackend(at: {
  readonly folder: string
  readonly core: string | undefined
  readonly ports: Pick<BackendPorts, 'http' | 'grpc'>
}): Promise<StartedProcess> {
  const { folder, core, ports } = at
  const root = join(folder, 'backend')
  await mkdir(join(root, 'bench.Echo'), { recursive: true })
  await writeFile(join(root, 'bench.Echo', 'Say'), grpcMessage)
  await writeFile(join(root, '1m'), Buffer.alloc(1024 * 1024, 'x'))
  const http = `access_log off;
  open_file_cache max=10;
  root ${root};
  server {
    listen 127.0.0.1:${ports.http};
    location / { default_type text/plain; return 200 "${'x'.repeat(100)}"; }
    location = /1m { sendfile on; }
  }
  server {
    listen 127.0.0.1:${ports.grpc} http2;
    http2_max_concurrent_streams 1000;
    # A file is not for POST, and nginx says so by the error page that is the file.
    location /bench.Echo/ {
      default_type application/grpc;
      add_trailer grpc-status 0;
      error_page 405 =200 $uri;
    }
  }`
  return startNginxProcess({
    name: 'backend',
    folder,
    core,
    workers: 1,
    ports: [ports.http, ports.grpc],
    http,
  })
}
