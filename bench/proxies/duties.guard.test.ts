// The comparison is fair: proxies with duties tell the backend what the gateway tells it.
import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { freePorts } from '../../src/testing/free-ports.ts'
import { writeCertificate } from '../stage.ts'
import { requireTools } from '../tools.ts'
import { dutifulHaproxy } from './haproxy.ts'
import { dutifulNginx } from './nginx.ts'
import { namedRoutes, type Around } from './proxy.ts'
import { rauta } from './rauta.ts'

const folder = await mkdtemp(join(tmpdir(), 'rauta-duties-'))
const told: http.IncomingHttpHeaders[] = []
const backend = http.createServer((request, response) => {
  told.push(request.headers)
  response.end(request.url)
})
let around: Around

test.before(async () => {
  await requireTools('nginx', 'nginx-stream', 'haproxy')
  const [port = 0, nobody = 0] = await freePorts(2)
  backend.listen(port, '127.0.0.1')
  await once(backend, 'listening')
  around = {
    folder,
    backends: {
      http: port,
      grpc: nobody,
      tcp: nobody,
      tls: nobody,
      websocket: nobody,
      udp: nobody,
    },
    certificate: await writeCertificate(folder),
    routes: namedRoutes(20),
    core: undefined,
    workers: 1,
  }
})

test.after.always(async () => {
  backend.close()
  await rm(folder, { recursive: true, force: true })
})

for (const proxy of [dutifulNginx, dutifulHaproxy, rauta()])
  test.serial(
    `${proxy.name} adds forwarding headers and a request id, on each route`,
    async (t) => {
      await using started = await proxy.start(around)
      const port = started.doors.http ?? 0
      for (const host of ['all.example', 'host-0.example', 'host-1.example']) {
        const path = '/service-3/items'
        t.is(await ask({ port, path, headers: { host } }), path)
        const headers = told.pop() ?? {}
        t.is(headers['x-forwarded-for'], '127.0.0.1')
        t.is(headers['x-forwarded-proto'], 'http')
        t.is(headers['x-forwarded-host'], host)
        t.is(headers.host, host)
        t.regex(String(headers['x-request-id']), /^[\da-f-]{32,36}$/)
      }
      await ask({ port, path: '/', headers: { 'x-request-id': 'my-own' } })
      t.is(told.pop()?.['x-request-id'], 'my-own')
    },
  )

async function ask(asked: {
  readonly port: number
  readonly path: string
  readonly headers: http.OutgoingHttpHeaders
}): Promise<string> {
  const request = http.get({ ...asked, host: '127.0.0.1', agent: false })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  let body = ''
  for await (const chunk of response.setEncoding('utf8')) body += chunk
  return body
}
