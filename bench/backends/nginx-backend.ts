// nginx as the backend of plain HTTP, since it costs least: 100 bytes, or 1 MiB.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startNginxProcess } from '../proxies/nginx-process.ts'
import type { StartedProcess } from '../started-process.ts'

export async function startNginxBackend(at: {
  readonly folder: string
  readonly core: string | undefined
  readonly port: number
}): Promise<StartedProcess> {
  const { folder, core, port } = at
  const root = join(folder, 'backend')
  await mkdir(root)
  await writeFile(join(root, '1m'), Buffer.alloc(1024 * 1024, 'x'))
  const http = `access_log off;
  open_file_cache max=10;
  server {
    listen 127.0.0.1:${port};
    location / { default_type text/plain; return 200 "${'x'.repeat(100)}"; }
    location = /1m { root ${root}; sendfile on; }
  }`
  return startNginxProcess({ name: 'backend', folder, core, workers: 1, ports: [port], http })
}
