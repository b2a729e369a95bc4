// One nginx with a configuration of its own, of which nothing is left elsewhere.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startProcess, type StartedProcess } from '../started-process.ts'

/** Where Debian has the module for TCP and UDP; elsewhere it is built in. */
export const streamModule = '/usr/lib/nginx/modules/ngx_stream_module.so'

export async function startNginxProcess(nginx: {
  readonly name: string
  readonly folder: string
  readonly core: string | undefined
  readonly workers: number
  /** That accept connections once it runs. */
  readonly ports: readonly number[]
  readonly http: string
  readonly stream?: string
}): Promise<StartedProcess> {
  const { name, folder, core, workers, ports, http, stream } = nginx
  const file = join(folder, `nginx-${name}.conf`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(folder, `nginx-${name}-${kind}`)};`)
    .join('\n  ')
  await writeFile(
    file,
    `${stream !== undefined && existsSync(streamModule) ? `load_module ${streamModule};` : ''}
daemon off;
${process.getuid?.() === 0 ? "# Its workers read files in a folder that is its starter's alone.\nuser root;" : ''}
worker_processes ${workers};
pid ${join(folder, `nginx-${name}.pid`)};
error_log stderr error;
events { worker_connections 8192; }
http {
  ${temporary}
  keepalive_requests 1000000000;
  ${http}
}
${stream === undefined ? '' : `stream {\n  ${stream}\n}`}
`,
  )
  const args = ['-p', folder, '-c', file, '-e', 'stderr']
  return startProcess({ command: 'nginx', args, core, ports })
}
