// The real program with few descriptors, and clients that want them all.
import test, { type ExecutionContext } from 'ava'
import http from 'node:http'
import { createSocket } from 'node:dgram'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { startEchoBackend } from '../echo/echo-backend.ts'
import {
  gatewayManifest,
  manifestFolder,
  routeManifest,
  serviceManifest,
} from '../testing/cli/manifests.ts'
import { startServe } from '../testing/cli/serve.ts'

async function startShop(
  t: ExecutionContext,
  openFiles: number,
  manifests: readonly string[] = [],
) {
  const identity = { service: 'cart', pod: 'cart-1', namespace: 'shop' }
  const backend = await startEchoBackend({ address: '127.0.0.1', port: 0, ...identity })
  t.teardown(() => backend.close())
  const { folder } = await manifestFolder(t, {
    'gateway.yaml': gatewayManifest.replace(
      '    - name: https',
      '    - { name: tcp, protocol: TCP, port: 9 }\n    - { name: udp, protocol: UDP, port: 9 }\n    - name: https',
    ),
    'routes.yaml': routeManifest('/'),
    'services.yaml': serviceManifest(backend.port),
    'more.yaml': manifests.join('---\n'),
  })
  const program = startServe(t, folder, ['--access-log=json'], { openFiles })
  const { address, portOffset } = program
  const { health, admin } = await program.servers()
  const portOf = (server: string) => server.split(':')[1]!
  const port = portOffset + 80
  return { program, host: address, port, health: portOf(health), admin: portOf(admin) }
}

/** Those that are still open, and how. */
async function openIdle(t: ExecutionContext, host: string, port: number, count: number) {
  const sockets = new Set<Socket>()
  for (let index = 0; index < count; index++) {
    const socket = connect({ host, port }).on('error', () => undefined)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket)).resume()
    t.teardown(() => void socket.destroy())
    await Promise.race([once(socket, 'connect'), once(socket, 'close')])
  }
  return sockets
}

async function get(
  at: string,
  port: number | string,
  path: string,
  host = 'shop.example',
): Promise<number> {
  const request = http.get({ host: at, port, path, agent: false, headers: { host } })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  await text(response)
  return response.statusCode ?? 0
}

for (const openFiles of [96, 256])
  test.serial(
    `with ${openFiles} descriptors, idle connections of one client lock out nobody, and one line says so`,
    async (t) => {
      const { program, host, port, health, admin } = await startShop(t, openFiles)
      const idle = await openIdle(t, host, port, openFiles * 2)
      for (let index = 0; index < 10; index++) t.is(await get(host, port, '/'), 200)
      t.is(await get('127.0.0.1', health, '/livez'), 200)
      t.is(await get('127.0.0.1', health, '/readyz'), 200)
      const hostOfAdmin = http.get({
        host: '127.0.0.1',
        port: admin,
        path: '/snapshot',
        agent: false,
      })
      const [response] = (await once(hostOfAdmin, 'response')) as [http.IncomingMessage]
      t.is(response.statusCode, 200)
      response.resume()
      t.true(idle.size > openFiles / 16)
      t.true(idle.size < openFiles / 2)
      const metrics = await text(
        (
          (await once(
            http.get({ host: '127.0.0.1', port: health, path: '/metrics' }),
            'response',
          )) as [http.IncomingMessage]
        )[0],
      )
      t.regex(metrics, /rauta_refused_total\{socket="[^"]+",reason="idle-connection"\} \d{2,}\n/)
      t.true(metrics.includes(`rauta_process_max_files ${openFiles}\n`))
      const lines = program.out().match(/"message":"Connection limit reached/g)
      t.is(lines?.length, 1, program.out())
    },
  )

test.serial('connections that are kept to many endpoints lock out nobody', async (t) => {
  const names = Array.from({ length: 8 }, (_, index) => `b${index}`)
  const manifests = await Promise.all(
    names.map(async (name) => {
      const server = http.createServer((_, response) => setTimeout(() => response.end(), 50))
      server.keepAliveTimeout = 60_000
      await once(server.listen(0, '127.0.0.1'), 'listening')
      t.teardown(() => {
        server.closeAllConnections()
        server.close()
      })
      const { port } = server.address() as AddressInfo
      const route = routeManifest(`/${name}`, name).replace('name: cart, n', `name: ${name}, n`)
      return `${route}---\n${serviceManifest(port).replaceAll('cart', name)}`
    }),
  )
  const { program, host, port, admin, health } = await startShop(t, 128, manifests)
  for (const name of names) {
    const asked = Array.from({ length: 25 }, () => get(host, port, `/${name}`))
    t.deepEqual([...new Set(await Promise.all(asked))], [200], name)
  }
  t.is(await get('127.0.0.1', health, '/readyz'), 200)
  t.is(await get('127.0.0.1', admin, '/snapshot', 'localhost'), 200)
  t.is(await get(host, port, '/'), 200)
  t.false(program.out().includes('gateway-full'))
})

test.serial('a WebSocket that is ended to make room is flagged so', async (t) => {
  const { program, host, port } = await startShop(t, 96)
  const socket = connect({ host, port }).on('error', () => undefined)
  t.teardown(() => void socket.destroy())
  socket.write(
    'GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  const [head] = (await once(socket, 'data')) as [Buffer]
  t.regex(head.toString('latin1'), /^HTTP\/1\.1 101 /)
  await openIdle(t, host, port, 96)
  await program.printed(/"flags":\["upgraded","evicted"\]/)
  t.true(socket.destroyed)
})

test.serial('UDP sessions that are ended to make room are one line of the log', async (t) => {
  const udp = createSocket('udp4')
  t.teardown(() => udp.close())
  udp.bind(0, '127.0.0.1')
  await once(udp, 'listening')
  const route = `apiVersion: gateway.networking.k8s.io/v1alpha2
kind: UDPRoute
metadata: { name: dns, namespace: shop }
spec: { parentRefs: [{ name: web, sectionName: udp }], rules: [{ backendRefs: [{ name: dns, port: 80 }] }] }
`
  const service = serviceManifest(udp.address().port)
    .replaceAll('cart', 'dns')
    .replace('port: 80 }', 'port: 80, protocol: UDP }')
    .replace(/port: (\d+) }\]\n$/, 'port: $1, protocol: UDP }]\n')
  const { program, host, port, health } = await startShop(t, 128, [route, service])
  for (let index = 0; index < 30; index++) {
    const client = createSocket('udp4')
    t.teardown(() => client.close())
    client.send('x', port - 71, host)
    await once(udp, 'message')
  }
  await program.printed(/"message":"UDP session limit reached/)
  t.is(program.out().match(/"message":"UDP session limit reached/g)?.length, 1)
  const metrics = await once(
    http.get({ host: '127.0.0.1', port: health, path: '/metrics' }),
    'response',
  )
  t.regex(
    await text(metrics[0] as http.IncomingMessage),
    /rauta_refused_total\{socket="[^"]+",reason="silent-session"\} \d{2,}\n/,
  )
})
