// nginx as the proxy to compare with: bare, and with the duties that the gateway has too (a JSON line for
// each request, a request id, the X-Forwarded headers).
import { freePorts } from '../../src/testing/free-ports.ts'
import { freeUdpPort } from '../../src/testing/proxy/datagrams/datagrams.ts'
import { startNginxProcess } from './nginx-process.ts'
import { webSocketPath, type Around, type Doors, type NamedRoute, type Proxy } from './proxy.ts'

export const bareNginx: Proxy = {
  name: 'nginx',
  warmUpSeconds: 0,
  start: (around) => start(around, false),
}

export const dutifulNginx: Proxy = {
  name: 'nginx with duties',
  warmUpSeconds: 0,
  start: (around) => start(around, true),
}

async function start(around: Around, hasDuties: boolean) {
  const { folder, core, workers } = around
  const ports = await freePorts(6)
  const [http = 0, h2c = 0, https = 0, grpc = 0, tcp = 0, passthrough = 0] = ports
  const udp = await freeUdpPort()
  const doors = { http, h2c, https, grpc, tcp, passthrough, udp }
  const started = await startNginxProcess({
    name: hasDuties ? 'dutiful' : 'bare',
    folder,
    core,
    workers,
    ports,
    http: httpOf(around, doors, hasDuties),
    stream: streamOf(around, doors, hasDuties),
  })
  return { ...(hasDuties ? dutifulNginx : bareNginx), ...started, doors }
}

function httpOf({ backends, certificate, routes }: Around, doors: Doors, hasDuties: boolean) {
  const listens = `listen 127.0.0.1:${doors.http};
    listen 127.0.0.1:${doors.h2c} http2;
    listen 127.0.0.1:${doors.https} ssl http2;`
  const servers = Map.groupBy(routes, ({ hostname }) => hostname)
  return `${hasDuties ? dutifulLog : 'access_log off;'}
  server_names_hash_max_size 16384;
  server_names_hash_bucket_size 128;
  ssl_certificate ${certificate.certificate};
  ssl_certificate_key ${certificate.key};
  ssl_session_cache off;
  map $http_upgrade $connection_header { default upgrade; '' ''; }
  ${upstream('http-backend', backends.http)}
  ${upstream('grpc-backend', backends.grpc)}
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_header;
  proxy_set_header Host $http_host;
  ${hasDuties ? dutifulHeaders : ''}
  server {
    ${listens}
    location / { proxy_pass http://http-backend; }
    location ${webSocketPath} { proxy_pass http://127.0.0.1:${backends.websocket}; }
  }
  server {
    listen 127.0.0.1:${doors.grpc} http2;
    location / { grpc_pass grpc://grpc-backend; }
  }
  ${[...servers].map(([hostname, of]) => serverOf(hostname, of, listens)).join('\n  ')}`
}

/** Connections to the backend are kept, as the gateway keeps them. */
function upstream(name: string, port: number): string {
  return `upstream ${name} { server 127.0.0.1:${port}; keepalive 256; keepalive_requests 1000000000; }`
}

function serverOf(hostname: string, routes: readonly NamedRoute[], listens: string): string {
  const locations = routes.map(({ path }) => `location ${path} { proxy_pass http://http-backend; }`)
  return `server { server_name ${hostname}; ${listens} ${locations.join(' ')} }`
}

// What a connection begins with is read, since the gateway chooses the route by the name in it.
function streamOf({ backends }: Around, doors: Doors, hasDuties: boolean): string {
  return `${hasDuties ? dutifulStreamLog : 'access_log off;'}
  server { listen 127.0.0.1:${doors.tcp}; proxy_pass 127.0.0.1:${backends.tcp}; }
  server { listen 127.0.0.1:${doors.passthrough}; ssl_preread on; proxy_pass 127.0.0.1:${backends.tls}; }
  server { listen 127.0.0.1:${doors.udp} udp; proxy_pass 127.0.0.1:${backends.udp}; }`
}

// The fields of the gateway's access log that nginx knows.
const dutifulLog = `log_format json escape=json
    '{"level":"info","time":"$time_iso8601","message":"request","requestId":"$id",'
    '"remoteAddress":"$remote_addr","protocol":"$server_protocol","method":"$request_method",'
    '"authority":"$http_host","target":"$request_uri","status":$status,"durationMs":"$request_time",'
    '"upstreamMs":"$upstream_response_time","bytesReceived":"$request_length",'
    '"bytesSent":$body_bytes_sent,"listener":"$server_port","rule":"$server_name",'
    '"backend":"$proxy_host","endpoint":"$upstream_addr","userAgent":"$http_user_agent"}';
  access_log /dev/null json;
  map $http_x_request_id $id { default $http_x_request_id; '' $request_id; }`

const dutifulStreamLog = `log_format json escape=json
    '{"level":"info","time":"$time_iso8601","message":"stream","remoteAddress":"$remote_addr",'
    '"protocol":"$protocol","durationMs":"$session_time","bytesReceived":$bytes_received,'
    '"bytesSent":$bytes_sent,"listener":"$server_port","endpoint":"$upstream_addr"}';
  access_log /dev/null json;`

const dutifulHeaders = ['proxy', 'grpc']
  .flatMap((by) => [
    `${by}_set_header X-Forwarded-For $remote_addr;`,
    `${by}_set_header X-Forwarded-Proto $scheme;`,
    `${by}_set_header X-Forwarded-Host $http_host;`,
    `${by}_set_header X-Request-Id $id;`,
  ])
  .join('\n  ')
