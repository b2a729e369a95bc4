// The dumps: what is served, what was read, and how endpoints are. On loopback by construction: it refuses to listen
// elsewhere, and to answer requests that were not meant for this machine.
import { adminJson } from './admin-json.ts'
import { type HttpServer, startHttpServer } from './http-server.ts'
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts'
import { createPages, type Page } from './pages.ts'

export interface AdminServerOptions {
  readonly address: string
  readonly port: number
  /** The snapshot that is live; undefined before there is one. */
  readonly snapshot: () => unknown
  /** What was read, with the conditions it has. */
  readonly resources: () => unknown
  /** How the endpoints are, as requests found them. */
  readonly endpoints: () => unknown
}

export async function startAdminServer(options: AdminServerOptions): Promise<HttpServer> {
  const { address, port, snapshot, resources, endpoints } = options
  if (!isLoopbackAddress(address)) {
    throw new Error(
      `The admin server shows the whole configuration and listens on loopback only: ${address} is not such an address, use 127.0.0.1 or ::1.`,
    )
  }
  const dump = (path: string, about: string, read: () => unknown): Page => ({
    path,
    about,
    answer(_request, response) {
      const value = read()
      if (value === undefined) {
        response.status(503).type('text').send('The first configuration is not live yet.\n')
      } else response.type('json').send(adminJson(value))
    },
  })
  const app = createPages('Rauta: admin', [
    dump('/snapshot', 'the configuration of the proxy (keys are redacted)', snapshot),
    dump(
      '/resources',
      'the objects that were read, with their conditions (keys are redacted)',
      resources,
    ),
    dump(
      '/endpoints',
      'requests in flight, failed connections and pauses of each endpoint',
      endpoints,
    ),
  ])
  return startHttpServer(
    (request, response) => {
      if (isLoopbackHost(request.headers.host)) return app(request, response)
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
      response.end('The admin server accepts only Host localhost, 127.0.0.1 or [::1].\n')
    },
    { address, port },
  )
}
