// Upgrades through the whole pipeline (RFC 9110 §7.8): which protocols are asked of an endpoint, and what
// becomes of whatever it answers.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { rawBackend } from '../testing/proxy/endpoint-side/backends.ts'
import { dial } from '../testing/proxy/client-side/wire.ts'
import { snapshotOfRule, startTestGateway } from '../testing/proxy/gateway.ts'

interface Given {
  readonly upgrades?: readonly string[]
  /** What the endpoint says to the head of a request. */
  readonly answer: string
}

/** Each request's head as the endpoint got it; what comes after the answer is sent back in capitals. */
async function gatewayWith(t: ExecutionContext, { upgrades, answer }: Given) {
  const heads: string[] = []
  const backend = await rawBackend((socket: Socket) => {
    socket.once('data', (head) => {
      heads.push(head.toString('latin1'))
      socket.write(answer)
      socket.on('data', (chunk) => socket.write(chunk.toString().toUpperCase()))
      socket.on('end', () => socket.end())
    })
  })
  t.teardown(backend.close)
  const snapshot = snapshotOfRule({}, { shop: [backend.endpoint] })
  const shop = { ...snapshot.backends['shop']!, ...(upgrades && { upgrades }) }
  const gateway = await startTestGateway(t, { ...snapshot, backends: { shop } })
  return { ...gateway, heads }
}

const asking = (protocol: string, method = 'GET') =>
  `${method} /x HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`
const switching = (protocol: string, headers = '') =>
  `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n${headers}\r\n`

for (const [status, headers, body] of [
  ['200 OK', 'Content-Length: 5\r\n', 'plain'],
  ['204 No Content', '', ''],
  ['299 Odd', 'Transfer-Encoding: chunked\r\n', '5\r\nplain\r\n0\r\n\r\n'],
  ['302 Found', 'Location: /y\r\nContent-Length: 0\r\n', ''],
  ['426 Upgrade Required', 'Content-Length: 2\r\n', 'no'],
] as const)
  test(`${status} to a WebSocket upgrade is passed on, and ends the connection`, async (t) => {
    const answer = `HTTP/1.1 ${status}\r\n${headers}\r\n${body}`
    const { port, heads, record } = await gatewayWith(t, { answer })
    const client = dial(t, port)
    client.send(`${asking('websocket')}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`)
    const got = await client.closed
    t.true(got.startsWith(`HTTP/1.1 ${status.slice(0, 3)} `), got)
    t.true(got.endsWith(`\r\n\r\n${body}`), got)
    t.regex(got, /\r\nConnection: close\r\n/i)
    t.is(heads.length, 1)
    t.is((await record()).status, Number(status.slice(0, 3)))
  })

for (const headers of [
  'Content-Length: 0\r\n',
  'Content-Length: 7\r\n',
  'Transfer-Encoding: chunked\r\n',
])
  test(`a 101 with ${headers.trim()} reaches the client without it`, async (t) => {
    const { port } = await gatewayWith(t, { answer: switching('websocket', headers) })
    const client = dial(t, port)
    client.send(asking('websocket'))
    const head = await client.until(/\r\n\r\n/)
    t.is(head, switching('websocket'))
    client.send('ping')
    await client.until(/PING$/)
  })

for (const [protocol, method] of [
  ['SPDY/3.1', 'POST'],
  ['tcp', 'POST'],
  ['Custom', 'GET'],
] as const)
  test(`${method} with Upgrade: ${protocol} is joined where the backend is said to speak it`, async (t) => {
    const upgrades = ['spdy/3.1', 'tcp', 'custom']
    const { port, heads, record } = await gatewayWith(t, { upgrades, answer: switching(protocol) })
    const client = dial(t, port)
    client.send(`${asking(protocol, method)}early `)
    await client.until(/EARLY $/)
    client.send('late')
    t.is(await client.until(/LATE$/), `${switching(protocol)}EARLY LATE`)
    t.regex(heads[0]!, new RegExp(`\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n`))
    client.socket.end()
    await client.closed
    t.like(await record(), { status: 101, flags: ['upgraded'] })
  })

for (const protocol of ['tcp', 'h2c', 'HTTP/2.0', 'TLS/1.2', 'h2c, tcp'])
  test(`Upgrade: ${protocol} is not asked of a backend that is not said to speak it`, async (t) => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain'
    // Where a snapshot said so, it would not be passed all the same.
    const upgrades = protocol === 'tcp' ? [] : [protocol.toLowerCase()]
    const { port, heads, record } = await gatewayWith(t, { upgrades, answer })
    const client = dial(t, port)
    client.send(`${asking(protocol)}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`)
    t.regex(await client.closed, /^HTTP\/1\.1 200 [^]*\r\nConnection: close\r\n\r\nplain$/i)
    t.is(heads.length, 1)
    t.notRegex(heads[0]!, /upgrade/i)
    t.deepEqual((await record()).flags, /tcp/.test(protocol) ? ['upgrade-ignored'] : [])
  })

test('a request with a body that asks for an upgrade is a plain one, and its record says so', async (t) => {
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
  const { port, heads, record } = await gatewayWith(t, { upgrades: ['tcp'], answer })
  const socket = connect({ port, host: '127.0.0.1' })
  socket.write(asking('tcp', 'POST').replace('\r\n\r\n', '\r\nContent-Length: 2\r\n\r\nhi'))
  const [got] = await once(socket, 'data')
  socket.destroy()
  t.regex(String(got), /^HTTP\/1\.1 200 /)
  t.notRegex(heads[0]!, /upgrade/i)
  t.deepEqual((await record()).flags, ['upgrade-ignored'])
})

for (const [what, request, flags] of [
  ['several protocols', asking('websocket, tcp'), ['upgrade-ignored']],
  ['HTTP/2 or another', asking('h2c, tcp'), ['upgrade-ignored']],
  ['HTTP/2 or TLS', asking('h2c, TLS/1.2'), []],
  ['a WebSocket by POST', asking('websocket', 'POST'), ['upgrade-ignored']],
  [
    'one without Connection',
    asking('websocket').replace('Upgrade\r\n', 'close\r\n'),
    ['upgrade-ignored'],
  ],
] as const)
  test(`a request for ${what} is a plain one, and its record has ${flags.length || 'no'} flag`, async (t) => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
    const { port, heads, record } = await gatewayWith(t, { upgrades: ['tcp'], answer })
    const client = dial(t, port)
    client.send(request)
    t.regex(await client.closed, /^HTTP\/1\.1 200 /)
    t.notRegex(heads[0]!, /upgrade/i)
    t.deepEqual((await record()).flags, flags)
  })

for (const [what, request, connection] of [
  ['an upgrade', asking('websocket'), 'close'],
  ['a plain request', 'GET /x HTTP/1.1\r\nHost: shop.example\r\n\r\n', 'keep-alive'],
] as const)
  test(`a 426 to ${what} reaches the client with the protocol that it requires`, async (t) => {
    const requiring = 'HTTP/1.1 426 Upgrade Required\r\nConnection: upgrade\r\nUpgrade: foo/1\r\n'
    const { port } = await gatewayWith(t, { answer: `${requiring}Content-Length: 2\r\n\r\nno` })
    const client = dial(t, port)
    client.send(request)
    const got = await client.until(/\r\n\r\nno$/)
    t.regex(got, /^HTTP\/1\.1 426 [^]*\r\nUpgrade: foo\/1\r\n/)
    t.deepEqual(got.match(/^Connection: .*$/gm), [`Connection: ${connection}, Upgrade`])
  })

test('an endpoint that switches to another protocol than the one asked for is 502', async (t) => {
  const { port } = await gatewayWith(t, { upgrades: ['tcp'], answer: switching('h2c') })
  const client = dial(t, port)
  client.send(asking('tcp'))
  t.regex(await client.closed, /^HTTP\/1\.1 502 /)
})
