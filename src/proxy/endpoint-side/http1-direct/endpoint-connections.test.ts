// Connections to an endpoint by their own interface, which the direct way uses; what forwarders make of it is
// tested with all of them.
import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { rawBackend } from '../../../testing/proxy/endpoint-side/backends.ts'
import type { PieceKind } from '../../http1-bytes/chunk-reader.ts'
import { EndpointRoom } from '../../words/endpoint-room.ts'
import type { HeaderList } from '../../words/exchange.ts'
import type { UpstreamFailure } from '../../words/failure.ts'
import type { AnswerHead } from './answer-head.ts'
import type { Http1AnswerReceiver } from './answer-receiver.ts'
import { createConnectionPools } from './connection-pools.ts'
import { EndpointConnection } from './endpoint-connection.ts'
import type { EndpointConnections } from './endpoint-connections.ts'

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood'

/** Sends a GET as soon as it can, and notes what it is told. */
class Asker implements Http1AnswerReceiver {
  readonly isHead = false
  readonly mayBeSentTwice: boolean
  readonly takes: PieceKind
  readonly connection: EndpointConnection
  readonly over: Promise<'whole' | UpstreamFailure>
  readonly calls: string[] = []
  body = ''
  trailers: HeaderList = []
  isStale: boolean | undefined
  onCall: (call: string, asker: Asker) => void
  readonly #over: (how: 'whole' | UpstreamFailure) => void

  constructor(
    connections: Pick<EndpointConnections, 'take'>,
    options: {
      readonly takes?: PieceKind
      readonly mayBeSentTwice?: boolean
      readonly onCall?: (call: string, asker: Asker) => void
    } = {},
  ) {
    const { promise, resolve } = Promise.withResolvers<'whole' | UpstreamFailure>()
    this.over = promise
    this.#over = resolve
    this.takes = options.takes ?? 'content'
    this.mayBeSentTwice = options.mayBeSentTwice ?? true
    this.onCall = options.onCall ?? (() => {})
    this.connection = connections.take(this)
    if (this.connection.isReady) this.#send()
  }

  #send(): void {
    this.connection.writeHead({ text: () => 'GET / HTTP/1.1\r\n\r\n', isChunked: false })
    this.connection.endRequest()
  }

  #note(call: string): void {
    this.calls.push(call)
    this.onCall(call, this)
  }

  onConnected(): void {
    this.#send()
  }

  onInterim({ status }: AnswerHead): void {
    this.#note(`interim ${status}`)
  }

  onAnswer({ status }: AnswerHead): void {
    this.#note(`answer ${status}`)
  }

  onBody(bytes: Buffer, start: number, end: number): void {
    this.body += bytes.toString('latin1', start, end)
    this.#note('body')
  }

  onEnd(trailers: HeaderList): void {
    this.trailers = trailers
    this.#note('end')
    this.#over('whole')
  }

  onDrain(): void {
    this.#note('drain')
  }

  onFailure(failed: UpstreamFailure, isStale: boolean): void {
    this.isStale = isStale
    this.#note('failure')
    this.#over(failed)
  }
}

async function endpointOf(
  t: ExecutionContext,
  onSocket: (socket: Socket) => void,
  room = new EndpointRoom(),
) {
  const backend = await rawBackend(onSocket)
  const pools = createConnectionPools(1_000, room)
  t.teardown(pools.close)
  t.teardown(backend.close)
  const connections = pools.of(backend.endpoint, undefined)
  return { ...backend, pools, connections }
}

/** Answers each request, which comes in one piece. */
function answering(answer: string) {
  return (socket: Socket) => void socket.on('data', () => socket.write(answer, 'latin1'))
}

test('what is framed is a body again with its last chunk, without extensions', async (t) => {
  const chunks = '3;a=b\r\nabc\r\n0a;c\r\n0123456789\r\n'
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
  const { connections } = await endpointOf(t, answering(`${head}${chunks}0;d\r\nX: 1\r\n\r\n`))
  const asker = new Asker(connections, { takes: 'framed' })
  t.is(await asker.over, 'whole')
  t.is(asker.body, '3\r\nabc\r\na\r\n0123456789\r\n')
  t.deepEqual(asker.trailers, [['X', '1']])
})

const answers = {
  'a length': `HTTP/1.1 103 Early\r\nX: 1\r\n\r\n${ok}`,
  chunks:
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\ngo\r\n2;x\r\nod\r\n0\r\nX: 1\r\n\r\n',
  'the end of the connection': 'HTTP/1.1 200 OK\r\n\r\ngood',
}

for (const [kind, answer] of Object.entries(answers))
  for (const how of ['end', 'reset'] as const)
    test(`an answer with ${kind} that ends by ${how} too early is whole in no case`, async (t) => {
      let cut = 0
      const { connections } = await endpointOf(t, (socket) => {
        socket.once('data', () => {
          socket.write(answer.slice(0, cut), () => {
            if (how === 'end') socket.end()
            else socket.resetAndDestroy()
          })
        })
      })
      const headEnd = answer.lastIndexOf('\r\n\r\n') + 4
      for (; cut < answer.length; cut++) {
        const asker = new Asker(connections)
        const over = await asker.over
        if (kind === 'the end of the connection' && how === 'end' && cut >= headEnd)
          t.is(over, 'whole')
        else t.like(over, { reason: 'reset', isUnsent: false }, `${cut}`)
        t.true('good'.startsWith(asker.body))
        t.is(asker.calls.filter((call) => call === 'end' || call === 'failure').length, 1)
      }
    })

test('the next request goes by the connection of the one that has ended', async (t) => {
  const { connections, sockets } = await endpointOf(t, answering(ok))
  let next: Asker | undefined
  const asker = new Asker(connections, {
    onCall(call) {
      if (call === 'end') next = new Asker(connections)
    },
  })
  await asker.over
  t.is(await next?.over, 'whole')
  t.is(next?.connection, asker.connection)
  t.is(sockets.length, 1)
})

/** It stops at the first of the body. */
async function restingAsker(connections: EndpointConnections): Promise<Asker> {
  const paused = Promise.withResolvers<void>()
  const asker = new Asker(connections, {
    onCall(call, { connection }) {
      if (call !== 'body') return
      connection.pause()
      paused.resolve()
    },
  })
  await paused.promise
  return asker
}

test('a receiver that rests stops its endpoint, until it goes on', async (t) => {
  const size = 8 * 1024 * 1024
  const { connections, sockets } = await endpointOf(t, (socket) => {
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
      socket.write(Buffer.alloc(size, 'x'))
    })
  })
  const asker = await restingAsker(connections)
  for (let turns = 0; turns < 20; turns++) await turn()
  t.true(asker.body.length <= 64 * 1024, `${asker.body.length}`)
  t.true((sockets[0]?.writableLength ?? 0) > 0)
  asker.onCall = () => {}
  asker.connection.resume()
  t.is(await asker.over, 'whole')
  t.is(asker.body.length, size)
})

test('what comes after an answer whose receiver rests is not the answer to the next request', async (t) => {
  // The answer ends where a reading does, so that nobody has seen yet what comes after it.
  const reading = 64 * 1024
  const first = 1_000
  let count = 0
  const { connections, sockets } = await endpointOf(t, (socket) => {
    if (++count > 1) return answering(ok)(socket)
    socket.once('data', () => {
      const head = `HTTP/1.1 200 OK\r\nContent-Length: ${first + reading}\r\n\r\n`
      socket.write(`${head}${'x'.repeat(first)}`)
    })
  })
  const asker = await restingAsker(connections)
  const written = Promise.withResolvers<void>()
  sockets[0]?.write(`${'x'.repeat(reading)}${ok.replace('good', 'evil')}`, () => written.resolve())
  await written.promise
  let next: Asker | undefined
  const { onCall } = asker
  asker.onCall = (call, told) => {
    onCall(call, told)
    if (call === 'end') next = new Asker(connections)
  }
  asker.connection.resume()
  t.is(await asker.over, 'whole')
  t.is(await next?.over, 'whole')
  t.is(next?.body, 'good')
  t.is(sockets.length, 2)
})

for (const when of ['interim 103', 'answer 200', 'body'])
  test(`who gives up at ${when} hears no more, and the connection is closed`, async (t) => {
    const { connections, sockets } = await endpointOf(
      t,
      answering(`HTTP/1.1 103 Early\r\n\r\n${ok}`),
    )
    const closed = Promise.withResolvers<void>()
    const asker = new Asker(connections, {
      onCall(call, { connection }) {
        if (call !== when) return
        connection.giveUp()
        closed.resolve()
      },
    })
    await closed.promise
    await once(sockets[0]!, 'end')
    t.is(asker.calls.at(-1), when)
    t.is(await new Asker(connections).over, 'whole')
  })

test('a request in many small parts waits for an endpoint that does not read', async (t) => {
  const backend = await rawBackend((socket) => void socket.pause())
  t.teardown(backend.close)
  const { address, port } = backend.endpoint
  let socket = new Socket()
  const asker = new Asker({
    take: (receiver) =>
      new EndpointConnection({
        owner: { keep: () => false, onClosed: () => {}, problemOf: (cause) => cause },
        receiver,
        open: (onread) => (socket = connect({ host: address, port, onread })),
        connectEvent: 'connect',
        connectTimeoutMs: 1_000,
      }),
  })
  await once(socket, 'connect')
  const part = Buffer.alloc(100, 'x')
  const write = () => asker.connection.writeBody(part) && asker.connection.flush()
  for (let parts = 0; write(); parts++) if (parts % 1_000 === 0) await turn()
  t.true(socket.writableLength <= 64 * part.length, `${socket.writableLength}`)
  t.false(asker.calls.includes('drain'))
  backend.sockets[0]?.resume()
  while (!asker.calls.includes('drain')) await turn()
  t.is(socket.writableLength, 0)
  asker.connection.giveUp()
})

test('what is unasked ends a connection that waits to be used, and nothing was sent', async (t) => {
  const { connections, sockets } = await endpointOf(t, answering(ok))
  await new Asker(connections).over
  sockets[0]?.write(ok)
  const asker = new Asker(connections, { mayBeSentTwice: false })
  t.false(asker.connection.isReady)
  t.like(await asker.over, { reason: 'reset', isUnsent: true })
  t.deepEqual(asker.calls, ['failure'])
})

test('a port that is none is an endpoint that could not be reached', async (t) => {
  const pools = createConnectionPools(1_000, new EndpointRoom())
  t.teardown(pools.close)
  const asker = new Asker(pools.of({ address: '127.0.0.1', port: 70_000, name: 'x' }, undefined))
  t.deepEqual(asker.calls, [])
  t.like(await asker.over, { reason: 'connect', isUnsent: true })
})

test('so many are kept, and as many as there is room for', async (t) => {
  const room = new EndpointRoom()
  const waiting: Socket[] = []
  const { connections, sockets } = await endpointOf(
    t,
    (socket) => void socket.once('data', () => waiting.push(socket)),
    room,
  )
  const askers = Array.from({ length: 130 }, () => new Asker(connections))
  while (waiting.length < askers.length) await turn()
  for (const socket of waiting) socket.write(ok)
  await Promise.all(askers.map(({ over }) => over))
  const open = () => sockets.filter((socket) => !socket.readableEnded).length
  while (open() > 128) await turn()
  t.is(open(), 128)
  room.boundBy({ all: 5, mirrors: 5 }, () => 2)
  room.fit()
  while (open() > 3) await turn()
  t.is(open(), 3)
})

test('an endpoint of the same address shares what is kept, whichever object it is', async (t) => {
  const { pools, endpoint, connections, sockets } = await endpointOf(t, answering(ok))
  await new Asker(connections).over
  t.is(await new Asker(pools.of({ ...endpoint, name: 'other' }, undefined)).over, 'whole')
  t.is(sockets.length, 1)
})
