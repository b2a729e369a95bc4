// The data plane as its users have it: snapshots in, sockets and bind reports out, and a clean end.
import { join } from 'node:path'
import test from 'ava'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect, createServer, type Server } from 'node:net'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { eventually } from '../testing/eventually.ts'
import type { BindReport } from '../snapshot/bind-report.ts'
import type { RoutingSnapshot } from '../snapshot/routing-snapshot.ts'
import { createDataPlane, type DataPlaneOptions } from './data-plane.ts'
import type { Exchange, Response } from './words/exchange.ts'
import { frameType } from './frames/frame.ts'
import { errorCodeIn, framesIn, hello, request } from '../testing/proxy/client-side/frames.ts'
import { freePort } from '../testing/free-ports.ts'
import {
  echoExchange,
  snapshotOnPort,
  startPlane,
  watch,
  type Teardown,
} from '../testing/proxy/client-side/plane.ts'
import { dial, exchange } from '../testing/proxy/client-side/wire.ts'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
const last = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const bound = { isBound: true } as const

function create(t: Teardown, options: Partial<DataPlaneOptions> = {}) {
  const seen = watch()
  const applied: RoutingSnapshot[] = []
  const plane = createDataPlane({
    requestPipeline: {
      pipeline: echoExchange,
      apply: (snapshot) => void applied.push(snapshot),
      close: () => Promise.resolve(),
    },
    observer: seen.observer,
    ...options,
  })
  t.teardown(() => plane.drain(0))
  return { plane, applied, ...seen }
}

async function occupy(t: Teardown, port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => void server.close())
  return server
}

/** A plane whose requests wait until the test answers them. */
async function holding(t: Teardown) {
  const exchanges: Exchange[] = []
  const plane = await startPlane(t, {
    pipeline: (one) => {
      exchanges.push(one)
      return new Promise(() => undefined)
    },
  })
  const arrived = async (count: number) => {
    while (exchanges.length < count) await new Promise(setImmediate)
  }
  return { ...plane, exchanges, arrived }
}

const answer: Response = { status: 200, headers: [], body: 'done' }

test('listeners of one address and port share a socket', async (t) => {
  const { plane } = create(t)
  const port = await freePort()
  const report = await plane.apply(
    snapshotOnPort(port, [{ name: 'a', hostname: 'a' }, { name: 'b' }]),
  )
  t.deepEqual(report, { a: bound, b: bound })
})

test('a new snapshot leaves connections and sockets alone', async (t) => {
  const { plane, applied, open } = create(t)
  const port = await freePort()
  await plane.apply(snapshotOnPort(port))
  const wire = dial(t, port)
  for (let round = 0; round < 200; round++) {
    wire.send(get(`/${round}`))
    if (round % 2 === 0) await plane.apply(snapshotOnPort(port, [{ hostname: `h${round}` }]))
    await wire.until(new RegExp(`/${round}$`))
  }
  t.is(applied.length, 101)
  t.is(open(), 1)
})

test('a socket that no listener names is closed, once its requests have ended', async (t) => {
  const { plane, port, exchanges, arrived } = await holding(t)
  const other = await freePort()
  const [idle, busy, silent] = [dial(t, port), dial(t, port), dial(t, port)]
  idle.send(get('/idle'))
  await arrived(1)
  await exchanges[0]!.respond(answer)
  busy.send(get('/busy'))
  await arrived(2)
  const report = await plane.apply(snapshotOnPort(other, [{ name: 'other' }]))
  t.deepEqual(report, { other: bound })
  t.regex(await idle.closed, /done$/)
  t.is(await silent.closed, '')
  await t.throwsAsync(once(dial(t, port).socket, 'connect'), { code: 'ECONNREFUSED' })
  await exchanges[1]!.respond(answer)
  t.regex(await busy.closed, /^HTTP\/1.1 200 [^]*Connection: close\r\n[^]*done$/)
})

test('a connection opened just before its socket is closed gets its answer, its last', async (t) => {
  const { plane, port, exchanges, arrived, open } = await holding(t)
  const wire = dial(t, port)
  await eventually(() => {
    if (open() !== 1) throw new Error('not accepted yet')
  })
  await plane.apply(snapshotOnPort(await freePort(), [{ name: 'other' }]))
  await t.throwsAsync(once(dial(t, port).socket, 'connect'), { code: 'ECONNREFUSED' })
  wire.send(get('/first'))
  await arrived(1)
  await exchanges[0]!.respond(answer)
  t.regex(await wire.closed, /^HTTP\/1.1 200 [^]*Connection: close\r\n[^]*done$/)
})

test('a port that is left can be bound again at once, while its requests still end', async (t) => {
  const { plane, port, exchanges, arrived } = await holding(t)
  const wire = dial(t, port)
  wire.send(get('/old'))
  await arrived(1)
  await plane.apply(snapshotOnPort(port, []))
  t.deepEqual(await plane.apply(snapshotOnPort(port, [{ name: 'again' }])), { again: bound })
  const second = dial(t, port)
  second.send(get('/new'))
  await arrived(2)
  for (const one of exchanges) await one.respond(answer)
  t.regex(await wire.closed, /done$/)
  await second.until(/done$/)
})

test('a port in use is reported, its neighbours serve, and the next snapshot tries again', async (t) => {
  const { plane } = create(t)
  const [taken, free] = [await freePort(), await freePort()]
  const squatter = await occupy(t, taken)
  const listeners = [
    { name: 'taken', port: taken },
    { name: 'free', port: free },
  ]
  const report = await plane.apply(snapshotOnPort(0, listeners))
  t.deepEqual(report['free'], bound)
  t.like(report['taken'], {
    isBound: false,
    problem: `127.0.0.1:${taken} is in use by another program on the node: stop that program, or choose another port`,
  })
  t.regex(await exchange(t, free, last), /200/)
  squatter.close()
  await once(squatter, 'close')
  t.deepEqual(await plane.apply(snapshotOnPort(0, listeners)), { taken: bound, free: bound })
})

test('a port in use is tried again by itself, and the change is told', async (t) => {
  const told = Promise.withResolvers<BindReport>()
  const { plane } = create(t, { onRebind: told.resolve, limits: { rebindMs: 10, rebindMaxMs: 20 } })
  const port = await freePort()
  const squatter = await occupy(t, port)
  const report = await plane.apply(snapshotOnPort(port, [{ name: 'a' }]))
  t.like(report['a'], { isBound: false })
  squatter.close()
  t.deepEqual(await told.promise, { a: bound })
  t.regex(await exchange(t, port, last), /200/)
})

test('a port that can’t be one is a problem, not an exception', async (t) => {
  const { plane } = create(t)
  const report = await plane.apply(snapshotOnPort(70_000, [{ name: 'a' }]))
  t.regex(JSON.stringify(report['a']), /valid ports are 1 to 65535/)
})

test('draining lets requests end, says so on both protocols, and takes no more', async (t) => {
  const { plane, port, exchanges, arrived } = await holding(t)
  const first = dial(t, port)
  first.send(get('/1'))
  await arrived(1)
  const second = dial(t, port)
  second.send(Buffer.concat([hello, request(1)]))
  await arrived(2)
  const drained = plane.drain(10_000)
  // What the system takes before it is told to stop is served.
  while (await isTaken(port));
  await second.until((received) =>
    framesIn(Buffer.from(received, 'latin1')).some(
      (one) => one.type === frameType.goaway && errorCodeIn(one) === 0,
    ),
  )
  for (const one of exchanges) await one.respond(answer)
  t.regex(await first.closed, /Connection: close\r\n[^]*done$/)
  t.regex(await second.closed, /done/)
  await drained
  await t.throwsAsync(plane.apply(snapshotOnPort(port)), { message: /draining/ })
})

async function isTaken(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return once(socket, 'connect')
    .then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'ECONNREFUSED',
    )
    .finally(() => socket.destroy())
}

test('an end that was announced is said in every answer, and new connections are still served', async (t) => {
  const { plane, port } = await startPlane(t, {})
  const old = dial(t, port)
  old.send(get('/1'))
  await old.until(/\r\n\r\n/)
  plane.announceEnd()
  old.send(get('/2'))
  t.regex(await old.closed, /^(?!.*Connection: close)[^]*\r\n\r\n[^]*Connection: close\r\n/)
  t.regex(await exchange(t, port, get('/3')), /^HTTP\/1.1 200 [^]*Connection: close\r\n/)
  const stream = dial(t, port)
  stream.send(Buffer.concat([hello, request(1)]))
  await stream.until((received) => hasHeaders(received, 1))
})

function hasHeaders(received: string, stream: number): boolean {
  return framesIn(Buffer.from(received, 'latin1')).some(
    (one) => one.type === frameType.headers && one.stream === stream,
  )
}

test('an answer that started before the drain ends whole, and its connection with it', async (t) => {
  const { plane, port, exchanges, arrived } = await holding(t)
  const wire = dial(t, port)
  wire.send(get('/1'))
  await arrived(1)
  const body = new PassThrough()
  void exchanges[0]!.respond({ status: 200, headers: [], body })
  body.write('abc')
  await wire.until(/abc\r\n$/)
  const drained = plane.drain(10_000)
  body.end('def')
  t.regex(await wire.closed, /abc\r\n3\r\ndef\r\n0\r\n\r\n$/)
  await drained
})

test('a drain serves all connections that waited to be taken', async (t) => {
  // On a busy machine a request may come long after its connection was taken.
  const { plane, port } = await startPlane(t, { limits: { silentGraceMs: 10_000 } })
  // On loopback they wait in the queue as soon as they are made.
  const wires = Array.from({ length: 200 }, () => dial(t, port))
  for (const wire of wires) wire.send(last)
  const drained = plane.drain(10_000)
  for (const wire of wires) t.regex(await wire.closed, /^HTTP\/1\.1 200 /)
  await drained
})

test('what has not ended after the grace is cut', async (t) => {
  const { plane, port, exchanges, arrived, open } = await holding(t)
  const [first, second] = [dial(t, port), dial(t, port)]
  first.send(get('/1'))
  second.send(Buffer.concat([hello, request(1)]))
  await arrived(2)
  const aborted = exchanges.map(({ signal }) => once(signal, 'abort'))
  await plane.drain(20)
  await Promise.all(aborted)
  t.is(await first.closed, '')
  t.is(open(), 0)
})

test('connections are counted as they come and go', async (t) => {
  const { port, open } = await startPlane(t)
  const wires = [dial(t, port), dial(t, port)]
  for (const wire of wires) {
    wire.send(get('/'))
    await wire.until(/\/$/)
  }
  t.is(open(), 2)
  for (const { socket } of wires) socket.destroy()
  while (open() > 0) await new Promise(setImmediate)
  t.pass()
})

test('both protocols share a port in the clear', async (t) => {
  const { port, requests } = await startPlane(t)
  const client = connectHttp2(`http://127.0.0.1:${port}`)
  t.teardown(() => client.destroy())
  t.is(await text(client.request({ ':path': '/two' })), '/two')
  t.regex(await exchange(t, port, last), /^HTTP\/1.1 200 /)
  t.deepEqual(
    requests.map(({ httpVersion }) => httpVersion),
    ['2', '1.1'],
  )
})

const testing = join(import.meta.dirname, '../testing/proxy/client-side')

test('after a drain nothing keeps the process alive', async (t) => {
  const script = `
    import { startPlane } from '${testing}/plane.ts'
    import { dial, exchange } from '${testing}/wire.ts'
    import { hello, request } from '${testing}/frames.ts'
    const ends = []
    const t = { teardown: (end) => ends.push(end) }
    const { port, plane } = await startPlane(t)
    await exchange(t, port, ${JSON.stringify(last)})
    const [kept, two] = [dial(t, port), dial(t, port)]
    kept.send(${JSON.stringify(get('/kept'))})
    two.send(hello)
    two.send(request(1))
    await Promise.all([kept.until(/kept$/), two.until(/\\/$/)])
    await plane.drain(1000)
    console.log('drained')
  `
  const flags = ['--input-type=module-typescript', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: 8000 })
  t.is(stdout, 'drained\n')
})
