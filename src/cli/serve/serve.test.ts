import { once } from 'node:events'
import http from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import { startEchoBackend } from '../../echo/echo-backend.ts'
import { eventually } from '../../testing/eventually.ts'
import { secretManifest } from '../../testing/own-certificates.ts'
import { ownPlace } from '../../testing/own-place.ts'
import type { Reach } from '../../testing/requests/reach.ts'
import type { RequestCase } from '../../testing/requests/request-case.ts'
import { sendRequest } from '../../testing/requests/send-request.ts'
import {
  gatewayManifest,
  manifestFolder,
  policyManifest,
  routeManifest,
  serviceManifest,
} from '../../testing/cli/manifests.ts'
import { runStatusCommand } from '../../testing/cli/run-rauta.ts'
import { startServe } from '../../testing/cli/serve.ts'

for (const [workers, by] of [
  ['0', 'one process'],
  ['2', 'two workers'],
] as const)
  test.serial(
    `${by}: serves HTTP/1.1, HTTP/2, HTTPS and WebSocket; an edit is live at once and told in one line`,
    async (t) => {
      const shop = await startShop(t)
      const program = shop.serve('--access-log', 'text', '--workers', workers)
      await program.printed(/Ctrl-C ends/)
      const ask = (request: Partial<RequestCase>) =>
        sendRequest(
          { what: '', url: 'http://shop.example/cart', expect: {}, ...request },
          shop.reach,
        )

      const protocols: Partial<RequestCase>[] = [
        {},
        { protocol: 'h2' },
        { url: 'https://shop.example/cart' },
        { url: 'https://shop.example/cart', protocol: 'h2' },
      ]
      for (const request of protocols)
        t.is((await ask(request)).echo?.service, 'cart', JSON.stringify(request))
      t.is((await ask({ protocol: 'websocket', body: 'hello' })).body, 'hello')
      t.is((await ask({ url: 'http://shop.example/basket' })).status, 404)

      await shop.write('routes.yaml', routeManifest('/basket'))
      await program.printed(/HTTPRoute shop\/cart changed: 1 rule, live in \d+ ms\n/)
      t.is((await ask({ url: 'http://shop.example/basket' })).status, 200)
      t.is((await ask({})).status, 404)

      await shop.write('routes.yaml', routeManifest('/basket', 'carts'))
      await program.printed(/✘ HTTPRoute shop\/cart, Gateway web: ResolvedRefs=False .*carts/)
      await shop.write('routes.yaml', 'kind: [')
      await program.printed(/✘ \S+routes\.yaml:1: .*the last good version stays in use/)
      await shop.write('routes.yaml', routeManifest('/basket', 'carts'))
      await program.printed(/✔ \S+routes\.yaml: no mistakes left\n/)

      program.child.kill('SIGTERM')
      t.is(await program.ended(), 0)
      t.regex(program.out(), /Draining[^]*Ended\n$/)
      t.is(program.errors(), '')
    },
  )

test.serial(
  'two workers write one log, count in one page, and end with the main process',
  async (t) => {
    const shop = await startShop(t)
    const program = shop.serve('--access-log', 'json', '--workers', '2')
    const { admin, health } = await program.servers()
    await program.printed(/(?:serves traffic[^]*){2}/)
    const request = { what: '', url: 'http://shop.example/cart', expect: {} }
    for (let count = 0; count < 10; count++)
      t.is((await sendRequest(request, shop.reach)).status, 200)
    const ready = await fetch(`http://${health}/readyz`)
    t.is(ready.status, 200)
    const metrics = await (await fetch(`http://${health}/metrics`)).text()
    t.regex(metrics, /^rauta_requests_total\{.*status="2xx"\} 10$/m)
    t.regex(metrics, /^rauta_workers 2$/m)
    t.regex(metrics, /^rauta_process_resident_memory_bytes\{worker="2"\} \d+$/m)
    t.regex(await (await fetch(`http://${admin}/endpoints`)).text(), /"inFlight": 0/)
    const out = await program.printed(/(?:"status":200[^]*){10}/)
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const pids = lines
      .filter(({ message }) => /serves traffic/.test(message ?? ''))
      .map(({ pid }) => pid as number)
    t.is(pids.length, 2)
    // Without a chance to say so.
    program.child.kill('SIGKILL')
    await program.ended()
    await eventually(() => pids.every((pid) => !isAlive(pid)))
  },
)

test.serial(
  'an edit that leaves an object with nobody to serve it is told, and its end',
  async (t) => {
    const shop = await startShop(t)
    const program = shop.serve('--access-log', 'text')
    await program.printed(/Ctrl-C ends/)
    await shop.write('routes.yaml', routeManifest('/cart').replace('name: web', 'name: wep'))
    await program.printed(
      /✘ HTTPRoute shop\/cart: .*Gateway shop\/wep does not exist .*there is shop\/web/,
    )
    await shop.write('routes.yaml', routeManifest('/cart'))
    await program.printed(/✔ HTTPRoute shop\/cart: Rauta serves it now\n/)
    const mistyped = gatewayManifest.replace('ClassName: rauta', 'ClassName: ruata')
    await shop.write('gateway.yaml', mistyped)
    await program.printed(
      /✘ Gateway shop\/web: .*GatewayClass ruata does not exist .*there is rauta/,
    )
    t.regex(program.out(), /No longer listening on https:/)
    await shop.write('gateway.yaml', gatewayManifest)
    await program.printed(/✔ Gateway shop\/web: Rauta serves it now\n/)
    t.regex(program.out(), /changed: 2 listeners[^]*\n.* Listening on http:\/\/127\./)
  },
)

test.serial('a reference that is a slip is told, by status too, and its end', async (t) => {
  const shop = await startShop(t)
  const program = shop.serve('--access-log', 'text')
  await program.printed(/Ctrl-C ends/)
  const route = (refs: string) => routeManifest('/cart').replace('[{ name: web }]', refs)
  await shop.write('routes.yaml', route('[{ name: web }, { name: web, group: "" }]'))
  await program.printed(/✘ HTTPRoute shop\/cart: spec\.parentRefs\[1\]\.group: .*write gateway\./)
  await shop.write('policy.yaml', policyManifest('{ group: core, kind: Service, name: carrt }'))
  await program.printed(/✘ BackendTLSPolicy shop\/cart: spec\.targetRefs\[0\]\.group: .*write ""/)
  const [, admin = ''] = /admin (http:\S+);/.exec(program.out()) ?? []
  const { code, out } = await runStatusCommand(['--admin', admin])
  t.is(code, 1)
  t.regex(
    out,
    /Objects that no controller serves\n✘ HTTPRoute shop\/cart: .*\n✘ BackendTLSPolicy shop\/cart: /,
  )
  await shop.write('routes.yaml', routeManifest('/cart'))
  await program.printed(/✔ HTTPRoute shop\/cart: Rauta serves it now\n/)
})

test.serial('it says at the start when nothing is served, and why', async (t) => {
  const shop = await startShop(t)
  await shop.write('gateway.yaml', gatewayManifest.replace('ClassName: rauta', 'ClassName: ruata'))
  const program = shop.serve('--access-log', 'text')
  const out = await program.printed(/Ctrl-C ends/)
  t.regex(out, /^Nothing is served/m)
  t.regex(out, /✘ Gateway shop\/web: .*GatewayClass ruata does not exist/)
})

test.serial('the table at the start has a curl line for every rule', async (t) => {
  const shop = await startShop(t)
  const redirect = 'filters: [{ type: RequestRedirect, requestRedirect: { port: 81 } }]'
  const moved = routeManifest('/moved').replace('name: cart,', 'name: moved,')
  await shop.write('moved.yaml', moved.replace(/backendRefs:.*/, redirect))
  const program = shop.serve('--access-log', 'text')
  const out = await program.printed(/Ctrl-C ends/)
  t.regex(out, /^ {2}http:\/\/127\.\S+ +\* +Gateway shop\/web, listener http$/m)
  t.regex(out, /shop\.example +\/cart\/… +→ shop\/cart:80 +HTTPRoute shop\/cart$/m)
  t.regex(out, /^ {2}curl --resolve shop\.example:\d+:127\.\S+ http:\/\/shop\.example:\d+\/cart$/m)
  t.regex(out, /^ {2}curl -k --resolve shop\.example:\d+:\S+ https:\/\/shop\.example:\d+\/cart$/m)
  t.regex(out, /^ {2}curl -i --resolve \S+ http:\S+\/moved$/m)
})

test.serial(
  'into a pipe it speaks JSON, a line a request, and no key is in log or dumps',
  async (t) => {
    const shop = await startShop(t)
    const program = shop.serve('--log-level', 'debug')
    const { admin, health } = await program.servers()
    const request = { what: '', url: 'http://shop.example/cart/x?y', expect: {} }
    await sendRequest({ ...request, headers: { 'user-agent': 'a"b' } }, shop.reach)
    await program.printed(/"message":"request"/)
    const lines = program.out().trim().split('\n')
    const record = lines.map((line) => JSON.parse(line)).find((line) => line.message === 'request')
    t.like(record, {
      level: 'info',
      method: 'GET',
      target: '/cart/x?y',
      status: 200,
      listener: 'gateway/shop/web/listener/http',
      rule: 'httproute/shop/cart/rule/0',
      backend: 'service/shop/cart/80',
      userAgent: 'a"b',
    })
    const dumps = (await fetchText(admin, '/snapshot')) + (await fetchText(admin, '/resources'))
    t.regex(dumps, /"privateKey": "\[redacted\]"/)
    t.regex(dumps, /"tls\.key": "\[redacted\]"/)
    t.regex(dumps, /"reason": "Programmed"/)
    t.regex(
      await fetchText(health, '/metrics'),
      /^rauta_requests_total\{.*rule="httproute\/shop\/cart\/rule\/0",status="2xx"\} 1$/m,
    )
    t.notRegex(dumps + program.out() + program.errors(), /PRIVATE KEY/)
    t.false((dumps + program.out()).includes(shop.keyExcerpt))
  },
)

test.serial('draining fails readiness, lets a request end, and ends', async (t) => {
  const shop = await startShop(t)
  const program = shop.serve()
  const { health } = await program.servers()
  t.is((await get(health, '/readyz')).statusCode, 200)
  const { host, port } = shop.reach.addressOf(80)
  const slow = http.request({
    host,
    port,
    path: '/cart',
    method: 'POST',
    headers: { host: 'shop.example' },
  })
  slow.write('half')
  await shop.requested
  program.child.kill('SIGINT')
  await program.printed(/"message":"Draining"/)
  t.is((await get(health, '/readyz')).statusCode, 503)
  t.is((await get(health, '/livez')).statusCode, 200)
  slow.end('whole')
  const [response] = (await once(slow, 'response')) as [http.IncomingMessage]
  t.is(response.statusCode, 200)
  response.resume()
  t.is(await program.ended(), 0)
})

test.serial('output that nobody reads slows neither requests nor the end', async (t) => {
  const shop = await startShop(t)
  const program = shop.serve()
  await program.servers()
  program.child.stdout!.removeAllListeners('data').pause()
  const headers = { 'user-agent': 'x'.repeat(12_000) }
  const request = { what: '', url: 'http://shop.example/cart', headers, expect: {} }
  for (let count = 0; count < 50; count++)
    t.is((await sendRequest(request, shop.reach)).status, 200)
  program.child.kill('SIGTERM')
  await once(program.child, 'exit')
  t.is(program.child.exitCode, 0)
})

test.serial('an error that nobody caught ends it with one sentence, and 1', async (t) => {
  const { folder, write } = await manifestFolder(t, { 'gateway.yaml': gatewayManifest })
  await write(
    'program.ts',
    `process.once('SIGUSR2', () => { throw new Error('a bug') })
await import(${JSON.stringify(join(import.meta.dirname, '../../main.js'))})`,
  )
  const program = startServe(t, folder, [], { entry: `${folder}/program.ts` })
  await program.servers()
  program.child.kill('SIGUSR2')
  t.is(await program.ended(), 1)
  t.regex(program.errors(), /^rauta: unexpected error: a bug \(.*\)\.\n$/)
  t.regex(program.out(), /"level":"error".*"stack":"Error: a bug/)
})

test.serial('a second signal ends at once', async (t) => {
  const shop = await startShop(t)
  const program = shop.serve()
  await program.servers()
  const { host, port } = shop.reach.addressOf(80)
  const stalled = connect(port, host)
  stalled.on('error', () => {})
  // Its endpoint holds it: a body that is not whole would be waited for first.
  stalled.write('GET /cart?delay=60s HTTP/1.1\r\nHost: shop.example\r\n\r\n')
  await shop.requested
  program.child.kill('SIGTERM')
  await program.printed(/"message":"Draining"/)
  program.child.kill('SIGTERM')
  t.is(await program.ended(), 143)
})

test.serial('a port of the admin server that is taken is one sentence, and 2', async (t) => {
  const shop = await startShop(t)
  const first = shop.serve()
  const { admin } = await first.servers()
  const second = shop.serve('--admin', admin)
  t.is(await second.ended(), 2)
  t.regex(
    second.errors(),
    new RegExp(
      `^rauta: The admin server cannot listen on ${admin} because .*: give another with --admin`,
    ),
  )
})

test.serial(
  "a listener's port that is taken is a condition, and the others are served",
  async (t) => {
    const shop = await startShop(t)
    const { host, port } = shop.reach.addressOf(80)
    const other = await startEchoBackend({ address: host, port, ...identity })
    t.teardown(() => other.close())
    const program = shop.serve('--access-log', 'text')
    await program.printed(/✘ Gateway shop\/web, listener http: Programmed=False .*in use/)
    const url = 'https://shop.example/cart'
    const answer = await sendRequest({ what: '', url, expect: {} }, shop.reach)
    t.is(answer.echo?.service, 'cart')
  },
)

test.serial('a listener on the port of the admin server is a condition', async (t) => {
  const shop = await startShop(t)
  const probe = shop.serve()
  const adminPort = Number((await probe.servers()).admin.split(':')[1])
  probe.child.kill('SIGTERM')
  await probe.ended()
  const gateway = gatewayManifest.replace('port: 80 }', `port: ${adminPort - shop.portOffset} }`)
  await shop.write('gateway.yaml', gateway)
  const program = shop.serve('--access-log', 'text', '--admin', `127.0.0.1:${adminPort}`)
  await program.printed(/✘ Gateway shop\/web, listener http: .*PortUnavailable/)
  t.pass()
})

const identity = { service: 'cart', pod: 'cart-1', namespace: 'shop' }

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function startShop(t: ExecutionContext) {
  const requested = Promise.withResolvers<void>()
  const backend = await startEchoBackend({
    address: '127.0.0.1',
    port: 0,
    ...identity,
    onRequest: () => requested.resolve(),
  })
  t.teardown(() => backend.close())
  const tls = await secretManifest({ name: 'tls', namespace: 'shop', hostname: 'shop.example' })
  const { folder, write } = await manifestFolder(t, {
    'gateway.yaml': gatewayManifest,
    'routes.yaml': routeManifest('/cart'),
    'services.yaml': serviceManifest(backend.port),
    'tls.yaml': tls,
  })
  const place = ownPlace()
  const { address, portOffset } = place
  const reach: Reach = {
    addressOf: (port) => ({ host: address, port: port + portOffset }),
    listenerPortOf: (port) => port - portOffset,
    receivedBy: () => 0,
  }
  return {
    write,
    reach,
    portOffset,
    requested: requested.promise,
    keyExcerpt: /tls\.key: \S{60}(\S{60})/.exec(tls)![1]!,
    serve: (...flags: string[]) => startServe(t, folder, flags, { place }),
  }
}

async function get(server: string, path: string): Promise<http.IncomingMessage> {
  const request = http.get(`http://${server}${path}`, { agent: false })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  return response
}

async function fetchText(server: string, path: string): Promise<string> {
  return text(await get(server, path))
}
