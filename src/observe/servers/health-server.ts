// What a cluster may reach: is it alive, does it want traffic, and the metrics. Nothing of the
// configuration but names.
import { pipeline } from 'node:stream/promises'
import { type HttpServer, startHttpServer } from './http-server.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { createPages, type Page, sendText } from './pages.ts'
import type { Readiness } from './readiness.ts'

export interface HealthServerOptions {
  readonly address: string
  readonly port: number
  readonly readiness: Pick<Readiness, 'state'>
  readonly metrics: Pick<Metrics, 'chunks' | 'contentType'>
}

const unreadySentences = {
  starting: 'Not ready: the first configuration is not live yet.\n',
  unserved: 'Not ready: no worker process serves traffic.\n',
  draining: 'Not ready: draining before exit.\n',
}

export function startHealthServer(options: HealthServerOptions): Promise<HttpServer> {
  const { address, port, readiness, metrics } = options
  const pages: Page[] = [
    {
      path: '/livez',
      about: '200 while the process works',
      answer: (_request, response) => sendText(response, 200, 'ok\n'),
    },
    {
      path: '/readyz',
      about: '200 while it accepts traffic, else 503',
      answer(_request, response) {
        const state = readiness.state()
        if (state === 'ready') sendText(response, 200, 'ok\n')
        else sendText(response, 503, unreadySentences[state])
      },
    },
    {
      path: '/metrics',
      about: "in Prometheus' text format",
      async answer(_request, response) {
        response.setHeader('content-type', metrics.contentType)
        await pipeline(metrics.chunks(), response)
      },
    },
  ]
  return startHttpServer(createPages('Rauta: health', pages), { address, port })
}
