// Bytes that come one by one cost few pieces, wherever they come by.
import test from 'ava'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { PassThrough, Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { feedBody } from '../endpoint-side/feed-body.ts'
import type { Exchange } from '../words/exchange.ts'
import { frameType } from '../frames/frame.ts'
import { flag, frame, hello, request } from '../../testing/proxy/client-side/frames.ts'
import { startPlane } from '../../testing/proxy/client-side/plane.ts'
import { dial } from '../../testing/proxy/client-side/wire.ts'

const count = 20_000

/** How many pieces a body comes in, and how long it is. */
async function piecesOf({ body }: Exchange): Promise<{ pieces: number; bytes: number }> {
  let pieces = 0
  let bytes = 0
  for await (const chunk of body!) {
    pieces++
    bytes += (chunk as Buffer).length
  }
  return { pieces, bytes }
}

async function planeThatCounts(t: Parameters<typeof startPlane>[0]) {
  const counted = Promise.withResolvers<{ pieces: number; bytes: number }>()
  const { port } = await startPlane(t, {
    pipeline: async (exchange) => {
      piecesOf(exchange).then(counted.resolve, counted.reject)
      await counted.promise
      await exchange.respond({ status: 200, headers: [] })
    },
  })
  return { port, counted: counted.promise }
}

test('HTTP/1.1: a body in chunks of one byte is read in few pieces', async (t) => {
  const { port, counted } = await planeThatCounts(t)
  const wire = dial(t, port)
  wire.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
  wire.send(`${'1\r\nx\r\n'.repeat(count)}0\r\n\r\n`)
  await wire.until(/^HTTP\/1.1 200/)
  const { pieces, bytes } = await counted
  t.is(bytes, count)
  t.true(pieces < count / 100, `${pieces}`)
})

test('HTTP/2: a body in DATA of one byte is read in few pieces', async (t) => {
  const { port, counted } = await planeThatCounts(t)
  const wire = dial(t, port)
  wire.send(Buffer.concat([hello, request(1, { ':method': 'POST' }, flag.endHeaders)]))
  const piece = frame(frameType.data, 0, 1, 'x')
  wire.send(Buffer.concat(Array.from({ length: count }, () => piece)))
  wire.send(frame(frameType.data, flag.endStream, 1))
  const { pieces, bytes } = await counted
  t.is(bytes, count)
  t.true(pieces < count / 100, `${pieces}`)
})

test('an endpoint that takes nothing is written few pieces', async (t) => {
  const body = new PassThrough()
  const sink = new Writable({ highWaterMark: count, write: () => undefined })
  const fed = feedBody(body, sink, undefined)
  for (let at = 0; at < 1000; at++) {
    body.write('x')
    if (at % 10 === 0) await turn()
  }
  t.is(sink.writableLength, 64)
  sink.destroy()
  t.false(await fed)
})

test('a WebSocket passes on bytes that come in many turns, both ways, and all of them', async (t) => {
  const endpoint = createServer((socket) => void socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(endpoint, 'listening')
  t.teardown(() => void endpoint.close())
  const address = endpoint.address()
  if (typeof address !== 'object' || !address) return t.fail()
  const { port } = await startPlane(t, {
    pipeline: (exchange) =>
      exchange
        .switchProtocols([['Upgrade', 'websocket']], connect(address.port, '127.0.0.1'))
        .catch(() => undefined),
  })
  const wire = dial(t, port)
  wire.send(
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  await wire.until(/^HTTP\/1.1 101/)
  for (let at = 0; at < 2000; at++) {
    wire.send(`${at % 10}`)
    if (at % 100 === 0) await turn()
  }
  wire.socket.end()
  const received = await wire.closed
  t.true(received.endsWith('0123456789'.repeat(200)))
})
