// HAProxy, bare and with the gateway's duties. It carries no UDP.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from '../../src/testing/free-ports.ts'
import { startProcess } from '../started-process.ts'
import { webSocketPath, type Around, type Doors, type Proxy } from './proxy.ts'

export const bareHaproxy: Proxy = {
  name: 'haproxy',
  warmUpSeconds: 0,
  start: (around) => start(around, false),
}

export const dutifulHaproxy: Proxy = {
  name: 'haproxy with duties',
  warmUpSeconds: 0,
  start: (around) => start(around, true),
}

async function start(around: Around, hasDuties: boolean) {
  const ports = await freePorts(6)
  const [http = 0, h2c = 0, https = 0, grpc = 0, tcp = 0, passthrough = 0] = ports
  const doors = { http, h2c, https, grpc, tcp, passthrough }
  const proxy = hasDuties ? dutifulHaproxy : bareHaproxy
  const path = (file: string) => join(around.folder, `${proxy.name.replaceAll(' ', '-')}.${file}`)
  await writeFile(
    path('map'),
    around.routes.map((route) => `${route.hostname}${route.path} http\n`).join(''),
  )
  await writeFile(path('cfg'), configuration({ around, doors, hasDuties, map: path('map') }))
  const args = ['-db', '-f', path('cfg')]
  const started = await startProcess({ command: 'haproxy', args, core: around.core, ports })
  return { ...proxy, ...started, doors }
}

function configuration(wanted: {
  readonly around: Around
  readonly doors: Omit<Doors, 'udp'>
  readonly hasDuties: boolean
  readonly map: string
}): string {
  const { around, doors, hasDuties, map } = wanted
  const { backends, certificate, workers, routes } = around
  const duties = hasDuties ? dutiesOfHttp : ''
  const named = routes.length > 0 ? `use_backend %[base,map_beg(${map},http)]` : ''
  return `global
  nbthread ${workers}
  maxconn 8192
  ${hasDuties ? 'log stdout format raw daemon' : ''}
defaults
  mode http
  ${hasDuties ? 'log global' : ''}
  http-reuse always
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 60s
frontend web
  bind 127.0.0.1:${doors.http}
  bind 127.0.0.1:${doors.h2c} proto h2
  bind 127.0.0.1:${doors.https} ssl crt ${certificate.both} alpn h2,http/1.1
  ${duties}
  use_backend websocket if { path_beg ${webSocketPath} }
  ${named}
  default_backend http
frontend grpc
  bind 127.0.0.1:${doors.grpc} proto h2
  ${duties}
  default_backend grpc
frontend tcp
  mode tcp
  ${hasDuties ? dutiesOfStreams : ''}
  bind 127.0.0.1:${doors.tcp}
  default_backend tcp
frontend passthrough
  mode tcp
  ${hasDuties ? dutiesOfStreams : ''}
  bind 127.0.0.1:${doors.passthrough}
  tcp-request inspect-delay 5s
  tcp-request content accept if { req.ssl_hello_type 1 }
  use_backend tls if { req.ssl_sni -m found }
backend http
  server one 127.0.0.1:${backends.http}
backend websocket
  server one 127.0.0.1:${backends.websocket}
backend grpc
  server one 127.0.0.1:${backends.grpc} proto h2
backend tcp
  mode tcp
  server one 127.0.0.1:${backends.tcp}
backend tls
  mode tcp
  server one 127.0.0.1:${backends.tls}
`
}

// `+E` escapes for quotes.
const dutiesOfHttp = `option forwardfor
  unique-id-format %[uuid()]
  http-request set-var(txn.authority) req.hdr(host)
  http-request set-header X-Forwarded-Proto https if { ssl_fc }
  http-request set-header X-Forwarded-Proto http if !{ ssl_fc }
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Request-Id %[unique-id] unless { req.hdr(x-request-id) -m found }
  http-request capture req.hdr(user-agent) len 256
  log-format '{"level":"info","time":"%[date,utime(%Y-%m-%dT%H:%M:%S)]","message":"request","requestId":"%ID","remoteAddress":"%ci","protocol":"%HV","method":"%HM","authority":%{+Q,+E}[var(txn.authority)],"target":%{+Q,+E}HU,"status":%ST,"durationMs":%Ta,"upstreamMs":%Tr,"bytesReceived":%U,"bytesSent":%B,"listener":"%f","backend":"%b","endpoint":"%si:%sp","userAgent":%{+Q,+E}[capture.req.hdr(0)]}'`

const dutiesOfStreams = `log-format '{"level":"info","time":"%[date,utime(%Y-%m-%dT%H:%M:%S)]","message":"stream","remoteAddress":"%ci","durationMs":%Tt,"bytesReceived":%U,"bytesSent":%B,"listener":"%f","backend":"%b","endpoint":"%si:%sp"}'`
