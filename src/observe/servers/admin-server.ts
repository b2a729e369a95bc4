// What a gateway says of itself, for programs and for the commands `status` and `explain`. On loopback by
// construction: it refuses to listen elsewhere, and to answer requests that were not meant for this machine.
import { adminJson } from './admin-json.ts'
import { type HttpServer, startHttpServer } from './http-server.ts'
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts'
import { createPages, type Page, sendJson, sendText } from './pages.ts'

export interface AdminServerOptions {
  readonly address: string
  readonly port: number
  readonly pages: readonly AdminPage[]
}

export interface AdminPage {
  readonly path: string
  /** A line of the index. */
  readonly about: string
  readonly answer: (question: AdminQuestion) => AdminAnswer | Promise<AdminAnswer>
}

export interface AdminQuestion {
  readonly query: URLSearchParams
  /** Where it was asked: `http://127.0.0.1:9901` */
  readonly origin: string
}

export type AdminAnswer =
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'not-live' }
  /** One sentence. */
  | { readonly type: 'bad-request'; readonly says: string }

export async function startAdminServer(options: AdminServerOptions): Promise<HttpServer> {
  const { address, port, pages } = options
  if (!isLoopbackAddress(address)) {
    throw new Error(
      `The admin server shows the whole configuration and listens on loopback only: ${address} is not such an address, use 127.0.0.1 or ::1.`,
    )
  }
  const app = createPages('Rauta: admin', pages.map(pageOf))
  return startHttpServer(
    (request, response) => {
      if (isLoopbackHost(request.headers.host)) return app(request, response)
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
      response.end('The admin server accepts only Host localhost, 127.0.0.1 or [::1].\n')
    },
    { address, port },
  )
}

function pageOf({ path, about, answer }: AdminPage): Page {
  return {
    path,
    about,
    async answer(request, response) {
      const [, query = ''] = /\?([^#]*)/.exec(request.url ?? '') ?? []
      const origin = `http://${request.headers.host}`
      const answered = await answer({ query: new URLSearchParams(query), origin })
      switch (answered.type) {
        case 'json':
          return sendJson(response, adminJson(answered.value))
        case 'not-live':
          return sendText(response, 503, 'The first configuration is not live yet.\n')
        case 'bad-request':
          return sendText(response, 400, `${answered.says}\n`)
      }
    },
  }
}
