// A port beside the echo backend's own, for whoever runs it: is it ready, and what did it receive. Its
// readiness can be set from outside, since a demo or a test wants to see a pod that loses it.
import { once } from 'node:events'
import http from 'node:http'
import type net from 'node:net'
import type { ReceivedRequests } from './received-requests.ts'

export interface EchoControlOptions {
  readonly port: number
  /** `NAMESPACE/SERVICE` of the backend. */
  readonly backend: string
  readonly received: Pick<ReceivedRequests, 'count'>
}

export interface EchoControl {
  readonly port: number
  /** For good: what is set from outside counts no more. */
  startDraining(): void
  close(): Promise<void>
}

const pages = `GET /readyz                200 while the backend is ready, else 503
PUT /readyz?ready=false    make the backend not ready; ready=true makes it ready again
GET /received?target=/a    number of requests received with this path and query (escaped)
`

export async function startEchoControl(options: EchoControlOptions): Promise<EchoControl> {
  const { port, backend, received } = options
  let wantsRequests = true
  let isDraining = false

  function answerTo(method = '', url: URL | null): readonly [status: number, text: string] {
    if (!url) return [404, pages]
    switch (`${method} ${url.pathname}`) {
      case 'GET /':
        return [200, pages]
      case 'GET /readyz':
        return wantsRequests && !isDraining ? [200, 'ready\n'] : [503, 'not ready\n']
      case 'PUT /readyz': {
        const ready = url.searchParams.get('ready')
        if (ready !== 'true' && ready !== 'false') return [400, 'Give ?ready=true or =false.\n']
        wantsRequests = ready === 'true'
        return [200, `${wantsRequests ? 'ready' : 'not ready'}\n`]
      }
      case 'GET /received':
        return [200, `${received.count(backend, url.searchParams.get('target') ?? '/')}\n`]
      default:
        return [404, `Page not found. All pages:\n${pages}`]
    }
  }

  const server = http.createServer((request, response) => {
    request.resume()
    const [status, text] = answerTo(request.method, URL.parse(request.url ?? '', 'http://echo'))
    response.writeHead(status, { 'content-type': 'text/plain' }).end(text)
  })
  server.listen(port)
  await once(server, 'listening')
  return {
    port: (server.address() as net.AddressInfo).port,
    startDraining() {
      isDraining = true
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
