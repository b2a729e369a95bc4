// The real program with few descriptors, and clients that want them all.
import test, { type ExecutionContext } from 'ava'
import http from 'node:http'
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { ownPlace } from '../testing/own-place.ts'
import { startEchoBackend } from '../echo/echo-backend.ts'
import {
  gatewayManifest,
  manifestFolder,
  routeManifest,
  serviceManifest,
} from '../testing/cli/manifests.ts'
import { startProgram } from '../testing/cli/program.ts'

async function startShop(t: ExecutionContext, openFiles: number) {
  const identity = { service: 'cart', pod: 'cart-1', namespace: 'shop' }
  const backend = await startEchoBackend({ address: '127.0.0.1', port: 0, ...identity })
  t.teardown(() => backend.close())
  const { folder } = await manifestFolder(t, {
    'gateway.yaml': gatewayManifest.replace(
      '    - name: https',
      '    - { name: tcp, protocol: TCP, port: 9 }\n    - name: https',
    ),
    'routes.yaml': routeManifest('/'),
    'services.yaml': serviceManifest(backend.port),
  })
  const { address, portOffset } = ownPlace()
  const args = ['serve', `--file=${folder}`, `--address=${address}`, `--port-offset=${portOffset}`]
  const servers = ['--admin=127.0.0.1:0', '--health=127.0.0.1:0', '--access-log=json']
  const program = startProgram(t, [...args, ...servers], { openFiles })
  const out = await program.printed(/"message":"Rauta started".*\n/)
  const at = (server: string) => new RegExp(`"${server}":"127.0.0.1:(\\d+)"`).exec(out)![1]!
  return { program, host: address, port: portOffset + 80, health: at('health'), admin: at('admin') }
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

async function get(host: string, port: number | string, path: string): Promise<number> {
  const request = http.get({ host, port, path, agent: false, headers: { host: 'shop.example' } })
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
